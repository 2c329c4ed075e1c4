import type { Rule } from '../../../../../src/model/index.ts'
import { asked, parse } from '../../../../rules/_helpers.ts'
import { formatOf, isSecretlyCut, texts } from './_format.ts'

export default {
  says: 'Structured output that the token limit cut ends with finish_reason length.',
  level: 'MUST',
  basis: 'published description',
  source:
    'OpenAPI CreateChatCompletionResponse › choices › finish_reason (length: the maximum number of tokens was reached)',
  why: 'The parse helpers of both official libraries raise a clear error for length; with stop the caller gets a JSON error from half a text.',
  mend: 'Set finish_reason to length whenever the limit ended the text, under a grammar too.',
  wrong: '{"finish_reason": "stop", "message": {"content": "{\\"names\\": [\\"An"}}',
  right: '{"finish_reason": "length", "message": {"content": "{\\"names\\": [\\"An"}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const format = formatOf(asked(seen))
    if (format !== 'json_object' && format !== 'json_schema') return
    for (const text of texts(seen))
      if (parse(text.text) === undefined && isSecretlyCut(seen, text))
        yield {
          at: `${text.choice.at}/finish_reason`,
          message: 'is not length, though the JSON ends where the tokens do',
          got: text.choice.choice.finish_reason,
        }
  },
} satisfies Rule<'json' | 'stream'>
