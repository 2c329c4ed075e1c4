import type { Rule } from '../../../../../src/model/index.ts'
import { asked, parse, ranToItsEnd, string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { formatOf, promptOf } from '../_request.ts'

/** Fewer blanks may be what the limit left of an ordinary end. */
const MANY = 8

export default {
  says: 'Structured output ends when its JSON is complete, and does not run on in blanks until the token limit.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference stops after the last bracket of the JSON, with finish_reason stop',
  why: 'The caller waits and pays for blanks, and the parse helpers of the official libraries raise an error for finish_reason length.',
  mend: 'Allow nothing but the end token after the JSON in the grammar.',
  wrong: '{"content": "{\\"a\\":1}\\n\\n\\n\\n\\n\\n\\n\\n\\n…", "finish_reason": "length"}',
  right: '{"content": "{\\"a\\":1}", "finish_reason": "stop"}',
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'beginning',
  *check(seen) {
    const ask = asked(seen)
    const format = formatOf(ask)
    // The reference warns that json_object without the word JSON may lead to an endless run of blanks.
    const isConstrained = format === 'json_schema' || (format === 'json_object' && /json/i.test(promptOf(ask)))
    if (!isConstrained || !ranToItsEnd(seen)) return
    for (const { at, choice, message } of choices(seen.result)) {
      const content = string(message.content) ?? ''
      const blanks = content.length - content.trimEnd().length
      if (choice.finish_reason !== 'length' || blanks < MANY || parse(content) === undefined) continue
      yield {
        at: `${at}/message/content`,
        message: `has ${blanks} blanks after the JSON, up to the token limit; expected the end`,
        got: content.slice(0, content.length - blanks + MANY),
      }
    }
  },
} satisfies Rule<'json' | 'stream'>
