import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { entries } from './_entries.ts'

export default {
  says: 'A reply has log probabilities only when they were asked for.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › logprobs (whether to return them; false by default)',
  why: 'Every reply grows many times over for clients that never look at the numbers.',
  mend: 'Send logprobs null unless the request has logprobs true.',
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
        message: 'has tokens, though logprobs was not asked for',
        got: first.choice.choice.logprobs,
      }
  },
} satisfies Rule<'json' | 'stream'>
