import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { entries } from './_entries.ts'

export default {
  says: 'A reply has log probabilities only if the request asks for them.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › logprobs (whether to return them; false by default)',
  why: 'Replies become many times larger for clients that never read the numbers.',
  mend: 'Send "logprobs": null unless the request has logprobs true.',
  wrong: '{"logprobs": false} → {"logprobs": {"content": [{"token": "Hi", …}], "refusal": null}}',
  right: '{"logprobs": false} → {"logprobs": null}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const { logprobs } = asked(seen)
    if (logprobs !== undefined && logprobs !== null && logprobs !== false) return
    const [first] = entries(seen.result)
    if (first)
      yield {
        at: `${first.choice.at}/logprobs`,
        message: 'has entries, although the request does not ask for logprobs',
        got: first.choice.choice.logprobs,
      }
  },
} satisfies Rule<'json' | 'stream'>
