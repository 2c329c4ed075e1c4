import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'The types of content parts are the published ones: text, image_url, input_audio and file; text and refusal of the assistant; text elsewhere.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › messages › content (ChatCompletionRequestMessageContentPart…) › type',
  why: 'A part of a type of its own (audio_url, video_url) works with the server that made it up and with no other.',
  mend: 'Use the published types; sound goes into input_audio as base64.',
  wrong:
    '{"model":"m","messages":[{"role":"user","content":[{"type":"audio_url","audio_url":{"url":"https://example.com/a.wav"}}]}]}',
  right:
    '{"model":"m","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}}]}]}',
  on: ['request'],
  check: bySchema('request/part-types'),
} satisfies Rule<'request'>
