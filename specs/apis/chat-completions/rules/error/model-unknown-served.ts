import type { ConversationSeen, Rule } from '../../../../../src/model/index.ts'
import { list, object, string } from '../../../../rules/_helpers.ts'
import { answered } from '../conversation/_compare.ts'

export default {
  says: 'A server of several models does not answer for one that it does not have, and a server of one does not claim to be another.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source:
    'The reference answers 404, code model_not_found; OpenAPI CreateChatCompletionResponse › model (the model used)',
  why: 'Typing errors and wrong routes go unnoticed, and the reply even confirms the wrong name.',
  mend: 'Answer 404 for a model that is not listed; where one model serves every name, put its own name into the reply.',
  wrong: '{"model": "no-such-model"} → 200, {"model": "no-such-model"}',
  right: '{"model": "no-such-model"} → 404, {"code": "model_not_found"}',
  seen: [
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/619',
    'https://github.com/ROCm/FastFlowLM/issues/266',
    'https://github.com/sgl-project/sglang/issues/7035',
  ],
  on: ['conversation'],
  *check(seen) {
    const listed = listedModels(seen)
    if (!listed.length) return
    for (const { at, seen: reply, ask } of answered(seen)) {
      const model = string(ask.model)
      // Only a request that the case expects to be refused names a model that is surely not there.
      if (reply.owed !== 'refusal' || !model || listed.includes(model)) continue
      const named = string(reply.result.model)
      if (named === model)
        yield {
          at: `${at}/model`,
          message: 'is the unknown name of the request, which /models does not list',
          got: named,
        }
      else if (listed.length > 1)
        yield {
          at: `${at}/status`,
          message: `is a success for a model that is none of the ${listed.length} listed`,
          got: 200,
        }
    }
  },
} satisfies Rule<'conversation'>

function listedModels({ replies }: ConversationSeen): readonly string[] {
  return replies.flatMap((reply) =>
    reply.kind === 'json' && reply.endpoint === 'models'
      ? list(reply.result.data).flatMap((model) => string(object(model)?.id) ?? [])
      : [],
  )
}
