import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { jsonSchemaOf } from '../_request.ts'
import { findWrongFormat } from '../tool/_validate.ts'
import { formattedTexts } from './_format.ts'

export default {
  says: 'With a strict json_schema, a string has the format that its schema names, such as date.',
  level: 'SHOULD',
  basis: 'published description',
  source:
    'Reference documentation, structured outputs: format is a supported property of strings (date, time, date-time, email, ipv4, ipv6, uuid)',
  why: 'Typed models read the string as a date or a UUID, and reject it.',
  mend: 'Build the grammar from the format too, or reject a schema with a format that is not supported.',
  wrong: '{"day": {"type": "string", "format": "date"}} → {"content": "{\\"day\\": \\"tomorrow\\"}"}',
  right: '{"day": {"type": "string", "format": "date"}} → {"content": "{\\"day\\": \\"2026-01-15\\"}"}',
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'beginning',
  *check(seen) {
    const format = jsonSchemaOf(asked(seen))
    if (format?.strict !== true) return
    for (const { at, value, choice } of formattedTexts(seen)) {
      const reason = value === undefined ? undefined : findWrongFormat(format.schema, value)
      if (reason !== undefined)
        yield { at, message: `does not match the schema: ${reason}`, got: choice.message.content }
    }
  },
} satisfies Rule<'json' | 'stream'>
