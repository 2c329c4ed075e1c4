import { expect, it } from 'vitest'
import { adaptedBody, adaptedHeaders, adaptedUrl } from '../../src/ask/adapt.ts'
import { CHAT } from '../support/seen.ts'

const PLAIN = { rename: {}, add: {}, parts: {}, query: {} }
const body = (content: unknown) => ({ messages: [{ role: 'user', content: content as string }] })
const picture = { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==', detail: 'low' } }
const sound = { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } }

it('a dialect that spells everything as the contract does changes nothing', () => {
  const asked = { ...body([picture, sound]), max_completion_tokens: 3 }
  expect(adaptedBody(asked, PLAIN, CHAT.protocol)).toEqual(asked)
})

it('members get the names of the dialect, and those that it asks for besides', () => {
  const adapt = { ...PLAIN, rename: { max_completion_tokens: 'max_tokens' }, add: { stream: true, do_sample: false } }
  expect(adaptedBody({ max_completion_tokens: 3, stream: false }, adapt, CHAT.protocol)).toEqual({
    max_tokens: 3,
    stream: false,
    do_sample: false,
  })
})

it('content parts get the forms of the dialect', () => {
  const adapt = { ...PLAIN, parts: { image_url: 'url-string', input_audio: 'audio-url' } as const }
  const text = { type: 'text', text: 'What is this?' }
  expect(adaptedBody(body([text, picture, sound]), adapt, CHAT.protocol)).toEqual(
    body([
      text,
      { type: 'image_url', image_url: 'data:image/png;base64,AA==' },
      { type: 'audio_url', audio_url: { url: 'data:audio/wav;base64,AA==' } },
    ]),
  )
})

it('what is not as the contract has it is sent as it is', () => {
  const adapt = { ...PLAIN, parts: { image_url: 'url-string', input_audio: 'audio-url' } as const }
  for (const odd of ['text', null, [null, 7, { type: 'image_url' }, { type: 'input_audio', input_audio: { data: 1 } }]])
    expect(adaptedBody(body(odd), adapt, CHAT.protocol)).toEqual(body(odd))
  expect(adaptedBody({ messages: 'none' }, adapt, CHAT.protocol)).toEqual({ messages: 'none' })
})

it('the key moves to the header of the dialect', () => {
  const adapt = { ...PLAIN, keyHeader: 'API-Key' }
  expect(adaptedHeaders({ authorization: 'Bearer $KEY', accept: '*/*' }, adapt)).toEqual({
    'api-key': '$KEY',
    accept: '*/*',
  })
  expect(adaptedHeaders({ accept: '*/*' }, adapt)).toEqual({ accept: '*/*' })
  expect(adaptedHeaders({ authorization: 'Bearer $KEY' }, PLAIN)).toEqual({ authorization: 'Bearer $KEY' })
})

it('the query of the dialect is added', () => {
  const adapt = { ...PLAIN, query: { 'api-version': '2024-10-21' } }
  expect(adaptedUrl('http://host/v1/models', adapt)).toBe('http://host/v1/models?api-version=2024-10-21')
  expect(adaptedUrl('http://host/v1/models?a=b', adapt)).toBe('http://host/v1/models?a=b&api-version=2024-10-21')
  expect(adaptedUrl('http://host/v1', PLAIN)).toBe('http://host/v1')
})
