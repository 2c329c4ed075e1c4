import type { Rule } from '../../../../../src/model/index.ts'
import { FEW, groupBy, string } from '../../../../rules/_helpers.ts'
import { requestedDeltas } from './_stream.ts'

export default {
  says: 'The role of a choice is sent once and not repeated in later deltas.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-python, accumulate_delta (strings are joined)',
  why: 'The stream helper of openai-python joins the roles to "assistantassistant…", which no server accepts.',
  mend: 'Send role only in the first delta of a choice.',
  wrong: '{"delta":{"role":"assistant","content":"Hel"}} then {"delta":{"role":"assistant","content":"lo"}}',
  right: '{"delta":{"role":"assistant","content":"Hel"}} then {"delta":{"content":"lo"}}',
  seen: [
    'https://github.com/huggingface/text-generation-inference/issues/2794',
    'https://github.com/mlc-ai/mlc-llm/issues/804',
    'https://github.com/InternLM/lmdeploy/issues/2802',
    'https://github.com/BerriAI/litellm/pull/9986',
  ],
  on: ['stream'],
  *check(seen) {
    for (const group of groupBy(requestedDeltas(seen), ({ index }) => index).values()) {
      const withRole = group.filter(({ delta }) => string(delta.role))
      for (const { at, delta } of withRole.slice(1, 1 + FEW))
        yield {
          at: `${at}/delta/role`,
          message: 'is repeated in a later delta; expected only in the first',
          got: delta.role,
        }
    }
  },
} satisfies Rule<'stream'>
