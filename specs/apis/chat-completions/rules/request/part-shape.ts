import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Every content part has a type and the member of that name in its published form.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › messages › content (ChatCompletionRequestMessageContentPart…)',
  why: 'An image_url that is a bare text is refused by most servers, and by some read as text.',
  mend: 'Write the part as published: an image as {"type":"image_url","image_url":{"url":…}}, sound as {"type":"input_audio","input_audio":{"data":…,"format":…}}.',
  wrong:
    '{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":"https://example.com/a.png"}]}]}',
  right:
    '{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}',
  on: ['request'],
  check: bySchema('request/part-shape'),
} satisfies Rule<'request'>
