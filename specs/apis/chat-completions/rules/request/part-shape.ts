import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Every content part has a type and the field of that name in its published form.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › messages › content (ChatCompletionRequestMessageContentPart…)',
  why: 'An image_url that is a bare string is rejected by most servers, and read as text by some.',
  mend: 'Write the part as published: an image as {"type":"image_url","image_url":{"url":…}}, audio as {"type":"input_audio","input_audio":{"data":…,"format":…}}.',
  wrong:
    '{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":"https://example.com/a.png"}]}]}',
  right:
    '{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}',
  on: ['request'],
  check: bySchema('request/part-shape'),
} satisfies Rule<'request'>
