import { expect, it } from 'vitest'
import { adaptBody, adaptHeaders, adaptUrl } from '../../src/ask/adapt.ts'
import { CHAT } from '../support/seen.ts'

const PLAIN = { rename: {}, add: {}, parts: {}, query: {} }
const body = (content: unknown) => ({ messages: [{ role: 'user', content: content as string }] })
const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==', detail: 'low' } }
const audio = { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } }

it('a dialect that spells everything as the contract does changes nothing', () => {
  const request = { ...body([image, audio]), max_completion_tokens: 3 }
  expect(adaptBody(request, PLAIN, CHAT.protocol)).toEqual(request)
})

it('members are renamed for the dialect, and the members that it also requires are added', () => {
  const adapt = { ...PLAIN, rename: { max_completion_tokens: 'max_tokens' }, add: { stream: true, do_sample: false } }
  expect(adaptBody({ max_completion_tokens: 3, stream: false }, adapt, CHAT.protocol)).toEqual({
    max_tokens: 3,
    stream: false,
    do_sample: false,
  })
})

it('content parts are converted to the forms of the dialect', () => {
  const adapt = { ...PLAIN, parts: { image_url: 'url-string', input_audio: 'audio-url' } as const }
  const text = { type: 'text', text: 'What is this?' }
  expect(adaptBody(body([text, image, audio]), adapt, CHAT.protocol)).toEqual(
    body([
      text,
      { type: 'image_url', image_url: 'data:image/png;base64,AA==' },
      { type: 'audio_url', audio_url: { url: 'data:audio/wav;base64,AA==' } },
    ]),
  )
})

it('a request that violates the contract is sent unchanged', () => {
  const adapt = { ...PLAIN, parts: { image_url: 'url-string', input_audio: 'audio-url' } as const }
  for (const value of [
    'text',
    null,
    [null, 7, { type: 'image_url' }, { type: 'input_audio', input_audio: { data: 1 } }],
  ])
    expect(adaptBody(body(value), adapt, CHAT.protocol)).toEqual(body(value))
  expect(adaptBody({ messages: 'none' }, adapt, CHAT.protocol)).toEqual({ messages: 'none' })
})

it('the key is sent in the header of the dialect', () => {
  const adapt = { ...PLAIN, keyHeader: 'API-Key' }
  expect(adaptHeaders({ authorization: 'Bearer $KEY', accept: '*/*' }, adapt)).toEqual({
    'api-key': '$KEY',
    accept: '*/*',
  })
  expect(adaptHeaders({ accept: '*/*' }, adapt)).toEqual({ accept: '*/*' })
  expect(adaptHeaders({ authorization: 'Bearer $KEY' }, PLAIN)).toEqual({ authorization: 'Bearer $KEY' })
})

it('the query of the dialect is added', () => {
  const adapt = { ...PLAIN, query: { 'api-version': '2024-10-21' } }
  expect(adaptUrl('http://host/v1/models', adapt)).toBe('http://host/v1/models?api-version=2024-10-21')
  expect(adaptUrl('http://host/v1/models?a=b', adapt)).toBe('http://host/v1/models?a=b&api-version=2024-10-21')
  expect(adaptUrl('http://host/v1', PLAIN)).toBe('http://host/v1')
})
