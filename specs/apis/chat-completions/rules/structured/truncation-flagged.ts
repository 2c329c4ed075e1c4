import type { Rule } from '../../../../../src/model/index.ts'
import { asked, string } from '../../../../rules/_helpers.ts'
import { formatOf } from '../_request.ts'
import { formattedTexts } from './_format.ts'

export default {
  says: 'Structured output that was cut by the token limit ends with finish_reason length.',
  level: 'MUST',
  basis: 'published description',
  source:
    'OpenAPI CreateChatCompletionResponse › choices › finish_reason (length: the maximum number of tokens was reached)',
  why: 'The parse helpers of both official libraries raise a clear error for length; with stop the caller gets a JSON error about an incomplete text.',
  mend: 'Set finish_reason to length whenever the limit ended the text, also under a grammar.',
  wrong: '{"finish_reason": "stop", "message": {"content": "{\\"names\\": [\\"An"}}',
  right: '{"finish_reason": "length", "message": {"content": "{\\"names\\": [\\"An"}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const format = formatOf(asked(seen))
    if (format !== 'json_object' && format !== 'json_schema') return
    // Other rules report a finish_reason that is missing.
    for (const { choice, isCut } of formattedTexts(seen))
      if (isCut && string(choice.choice.finish_reason) !== undefined)
        yield {
          at: `${choice.at}/finish_reason`,
          message: 'is not "length", although the JSON is incomplete and the token limit was reached',
          got: choice.choice.finish_reason,
        }
  },
} satisfies Rule<'json' | 'stream'>
