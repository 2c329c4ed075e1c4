import type { Rule } from '../../../../../src/model/index.ts'
import { refusedForms } from '../conversation/_forms.ts'
import { formatOf } from './_format.ts'

export default {
  says: 'response_format text means the same as no response_format.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ResponseFormatText (the default response format)',
  why: 'Libraries that always send a format write the default out.',
  mend: 'Accept {"type": "text"} and do nothing for it.',
  wrong: '{"response_format": {"type": "text"}} → 400',
  right: '{"response_format": {"type": "text"}} → 200',
  on: ['conversation'],
  check: (seen) =>
    refusedForms(seen, ({ response_format: format, ...ask }) =>
      format === undefined || formatOf({ response_format: format }) === 'text' ? ask : undefined,
    ),
} satisfies Rule<'conversation'>
