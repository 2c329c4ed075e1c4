import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Content parts have published types: text, image_url, input_audio and file from the user, text and refusal from the assistant, and text in other messages.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › messages › content (ChatCompletionRequestMessageContentPart…) › type',
  why: 'A part of a non-standard type (audio_url, video_url) works with the server that invented it and with no other.',
  mend: 'Use the published types, and send audio as base64 in input_audio.',
  wrong:
    '{"model":"m","messages":[{"role":"user","content":[{"type":"audio_url","audio_url":{"url":"https://example.com/a.wav"}}]}]}',
  right:
    '{"model":"m","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"UklGRg==","format":"wav"}}]}]}',
  on: ['request'],
  check: bySchema('request/part-types'),
} satisfies Rule<'request'>
