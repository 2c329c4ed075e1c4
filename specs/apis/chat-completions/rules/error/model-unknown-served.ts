import type { Rule } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { listedModels, selectAnswers } from '../_replies.ts'

export default {
  says: 'A server with several models does not answer for an unlisted one, and a server with one model does not report another name.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source:
    'The reference answers 404, code model_not_found; OpenAPI CreateChatCompletionResponse › model (the model used)',
  why: 'Typos and wrong routes go unnoticed, and the reply even confirms the wrong name.',
  mend: 'Answer 404 for a model that is not listed; if one model serves every name, report its own name in the reply.',
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
    if (!listed?.length) return
    for (const { at, seen: reply, ask } of selectAnswers(seen)) {
      const requested = string(ask.model)
      // Only a request that the case expects to be rejected is certain to name a model that does not exist.
      if (reply.owed !== 'refusal' || !requested || listed.includes(requested)) continue
      const reported = string(reply.result.model)
      if (reported === requested)
        yield {
          at: `${at}/model`,
          message: 'is the requested model, which /models does not list; expected the model that answered',
          got: reported,
        }
      else if (listed.length > 1)
        yield {
          at: `${at}/status`,
          message: `is a success for a model that is not one of the ${listed.length} listed; expected 404`,
          got: 200,
        }
    }
  },
} satisfies Rule<'conversation'>
