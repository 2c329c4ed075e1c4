import type { Rule } from '../../../../../src/model/index.ts'
import { formatOf } from '../_request.ts'
import { findRefusedForms } from '../conversation/_forms.ts'

export default {
  says: 'response_format text means the same as no response_format.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ResponseFormatText (the default response format)',
  why: 'Some libraries always send a format, also the default: if it is rejected, all of their requests fail.',
  mend: 'Accept {"type": "text"}, and treat it like an absent response_format.',
  wrong: '{"response_format": {"type": "text"}} → 400',
  right: '{"response_format": {"type": "text"}} → 200',
  on: ['conversation'],
  check: (seen) =>
    findRefusedForms(seen, ({ response_format: format, ...ask }) =>
      format === undefined || formatOf({ response_format: format }) === 'text' ? ask : undefined,
    ),
} satisfies Rule<'conversation'>
