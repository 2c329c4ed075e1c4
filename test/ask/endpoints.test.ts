import { describe, expect, it } from 'vitest'
import { endpointName } from '../../src/ask/apis.ts'
import { CHAT, GENERATE } from '../support/seen.ts'

describe('the endpoint of a URL', () => {
  it.each([
    ['/v1/chat/completions', 'chat'],
    ['/chat/completions?key=a/b', 'chat'],
    ['https://host/x/v1/chat/completions?a=b', 'chat'],
    ['https://host:8000/chat/completions#a', 'chat'],
    ['$BASE_URL/chat/completions', 'chat'],
    ['/v1/completions', 'other'],
    ['/chat/completions/a', 'other'],
    ['/xchat/completions', 'other'],
    ['https://chat/completions', 'other'],
    ['/v1/models', 'other'],
  ])('of chat completions, for POST %s, is %s', (address, name) => {
    expect(endpointName(CHAT, 'POST', address)).toBe(name)
  })

  it.each([
    ['http://host/generate', 'generate'],
    ['/prefix/generate_stream?a=b', 'generate-stream'],
    ['http://host', 'generate-either'],
    ['http://host/?a=b', 'generate-either'],
    ['/', 'generate-either'],
    ['http://host/prefix/', 'other'],
    ['/v1/chat/completions', 'other'],
  ])('of generate, for POST %s, is %s', (address, name) => {
    expect(endpointName(GENERATE, 'POST', address)).toBe(name)
  })

  it('depends on the path alone if the method is unknown', () => {
    expect(endpointName(CHAT, undefined, '/v1/models/a')).toBe('model')
    expect(endpointName(CHAT, undefined, '/v1/chat/completions')).toBe('chat')
    expect(endpointName(CHAT, 'GET', '/v1/chat/completions')).toBe('other')
  })
})
