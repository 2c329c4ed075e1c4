import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { object } from '../../../../rules/_helpers.ts'
import { partsOf, withParts } from '../_request.ts'
import { findRefusedForms } from '../conversation/_forms.ts'
import { imageUrl } from './_images.ts'

export default {
  says: 'image_url.detail may be absent, auto, low or high.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestMessageContentPartImage › image_url › detail (enum, optional)',
  why: 'Some libraries set detail to save tokens, others leave it out: one group gets a 400 for every image.',
  mend: 'Accept the three values and their absence; a server with a single resolution may ignore detail.',
  wrong: '{"image_url": {"url": "…", "detail": "low"}} → 422',
  right: '{"image_url": {"url": "…", "detail": "low"}} → 200',
  on: ['conversation'],
  check: (seen) =>
    findRefusedForms(seen, (ask) =>
      partsOf(ask).some((part) => imageUrl(part) !== undefined) ? withParts(ask, withoutDetail) : undefined,
    ),
} satisfies Rule<'conversation'>

function withoutDetail(part: Wire): Wire {
  const { detail, ...image } = object(part.image_url) ?? {}
  const isValid = detail === undefined || detail === 'auto' || detail === 'low' || detail === 'high'
  return part.type === 'image_url' && isValid ? { ...part, image_url: image } : part
}
