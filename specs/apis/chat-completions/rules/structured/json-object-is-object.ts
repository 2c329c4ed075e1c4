import type { Rule } from '../../../../../src/model/index.ts'
import { asked, object } from '../../../../rules/_helpers.ts'
import { formatOf } from '../_request.ts'
import { formattedTexts } from './_format.ts'

export default {
  says: 'With response_format json_object, the content is a JSON object.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI ResponseFormatJsonObject (a JSON object; the description promises valid JSON)',
  why: 'Callers read fields of the value: a number, a string or an array has none.',
  mend: 'Make the grammar begin with an object.',
  wrong: '{"content": "42"}',
  right: '{"content": "{\\"answer\\": 42}"}',
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'beginning',
  *check(seen) {
    if (formatOf(asked(seen)) !== 'json_object') return
    for (const { at, text, value } of formattedTexts(seen))
      if (value !== undefined && !object(value)) yield { at, message: 'is JSON, but not an object', got: text }
  },
} satisfies Rule<'json' | 'stream'>
