import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'An image by http address is fetched, or refused with a 4xx.',
  level: 'MAY',
  basis: 'published description',
  source:
    'OpenAPI ChatCompletionRequestMessageContentPartImage › image_url › url (an address of the image, or its data)',
  why: 'Servers that may not fetch have to say so: a dropped image or a 500 leaves the caller guessing.',
  mend: 'Fetch the image, or answer 400 and say that addresses are not supported.',
  wrong: '{"url": "http://example.com/a.png"} → 500',
  right: '{"url": "http://example.com/a.png"} → 200, or 400',
  on: [],
} satisfies Rule
