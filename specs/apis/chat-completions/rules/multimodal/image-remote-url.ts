import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'An image given by an http URL is fetched, or rejected with a 4xx.',
  level: 'MAY',
  basis: 'published description',
  source:
    'OpenAPI ChatCompletionRequestMessageContentPartImage › image_url › url (an address of the image, or its data)',
  why: 'A dropped image or a 500 hides from the caller that the server does not fetch URLs.',
  mend: 'Fetch the image, or answer 400 and say that image URLs are not supported.',
  wrong: '{"url": "http://example.com/a.png"} → 500',
  right: '{"url": "http://example.com/a.png"} → 200, or 400',
  on: [],
} satisfies Rule
