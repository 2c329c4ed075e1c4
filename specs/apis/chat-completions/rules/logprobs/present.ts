import type { Rule } from '../../../../../src/model/index.ts'
import { asked, list, object, ranToItsEnd } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { contentOf } from './_entries.ts'

export default {
  says: 'With logprobs true, every choice with text has entries for its tokens.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › logprobs (true: log probabilities of each output token of content)',
  why: 'Evaluation programs score answers by these numbers; null after an accepted parameter ends in a crash or a wrong score.',
  mend: 'Fill logprobs.content when logprobs is true, with or without top_logprobs, or reject the parameter with a 400.',
  wrong: '{"logprobs": true} → {"message": {"content": "Hi"}, "logprobs": null}',
  right:
    '{"logprobs": true} → {"message": {"content": "Hi"}, "logprobs": {"content": [{"token": "Hi", …}], "refusal": null}}',
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'beginning',
  *check(seen) {
    if (asked(seen).logprobs !== true || !ranToItsEnd(seen)) return
    // logprobs/container-keys already reports an object without content, such as that of the older endpoint.
    if (seen.violations.some(({ rule, at }) => rule === 'logprobs/container-keys' && at.endsWith('/content'))) return
    for (const choice of choices(seen.result)) {
      const { logprobs } = choice.choice
      const content = object(logprobs)?.content
      if (!contentOf(choice) || list(content).length) continue
      const at = object(logprobs) ? `${choice.at}/logprobs/content` : `${choice.at}/logprobs`
      yield {
        at,
        message: 'has no entries, although the request has logprobs true',
        got: object(logprobs) ? content : logprobs,
      }
    }
  },
} satisfies Rule<'json' | 'stream'>
