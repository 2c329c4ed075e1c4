import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'An image part that is not base64, is not an image, or has no url is rejected with a 4xx.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; OpenAPI ChatCompletionRequestMessageContentPartImage › image_url.required',
  why: 'The official libraries send a request three times if it gets a 500; a 200 is an answer about an image that nobody could decode.',
  mend: 'Decode the image before generation, and answer 400 if that fails.',
  wrong: '{"url": "data:image/png;base64,AAAA"} → 500',
  right: '{"url": "data:image/png;base64,AAAA"} → 400',
  on: [],
} satisfies Rule
