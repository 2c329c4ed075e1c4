import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'An image part that is not base64, is no image, or has no url is refused with a 4xx.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; OpenAPI ChatCompletionRequestMessageContentPartImage › image_url.required',
  why: 'A 500 is sent three times by the official libraries; a 200 is an answer about a picture that nobody saw.',
  mend: 'Decode the image before generation, and answer 400 when that fails.',
  wrong: '{"url": "data:image/png;base64,AAAA"} → 500',
  right: '{"url": "data:image/png;base64,AAAA"} → 400',
  on: [],
} satisfies Rule
