import { describe, expect, it } from 'vitest'
import { outputsOf, seconds, wholeNumber } from '../../src/cli/options.ts'
import { baseUrlOf } from '../../src/session/base-url.ts'
import { headerOf } from '../../src/session/header.ts'

describe('baseUrlOf', () => {
  it.each([
    ['http://127.0.0.1:8000/v1', 'http://127.0.0.1:8000/v1'],
    ['http://127.0.0.1:8000/v1/', 'http://127.0.0.1:8000/v1'],
    ['HTTPS://Api.Example.com/v1//', 'https://api.example.com/v1'],
    ['http://[::1]:80/openai/v1', 'http://[::1]/openai/v1'],
    ['http://example.com', 'http://example.com'],
    ['http://generate', 'http://generate'],
  ])('%s', (typed, expected) => {
    expect(baseUrlOf(typed)).toBe(expected)
  })

  it.each([
    ['http://h/v1/chat/completions', 'http://h/v1'],
    ['http://h/v1/chat/completions/', 'http://h/v1'],
    ['http://h/v1/completions', 'http://h/v1'],
    ['http://h/generate', 'http://h'],
    ['http://h/generate_stream', 'http://h'],
  ])('%s is the endpoint', (typed, expected) => {
    expect(() => baseUrlOf(typed)).toThrow(`try ${expected}`)
  })
})

describe('headerOf', () => {
  const env = { MY_KEY: 'hush' }

  it.each([
    ['x-portkey-provider: openai', { name: 'x-portkey-provider', value: 'openai', secrets: [] }],
    ['X-Team: blue', { name: 'x-team', value: 'blue', secrets: [] }],
    ['x-empty:', { name: 'x-empty', value: '', secrets: [] }],
    ['X-Any: a $MY_KEY b', { name: 'x-any', value: 'a $MY_KEY b', secrets: [['$MY_KEY', 'hush']] }],
    ['api-key: abcdef', { name: 'api-key', value: '$API_KEY', secrets: [['$API_KEY', 'abcdef']] }],
    [
      'Authorization: Basic abc=',
      { name: 'authorization', value: 'Basic $AUTHORIZATION', secrets: [['$AUTHORIZATION', 'abc=']] },
    ],
  ])('%s', (typed, expected) => {
    expect(headerOf(typed, env)).toEqual(expected)
  })

  it.each(['no colon', ': x', 'bad name: x', 'x: a\r\ny: b', 'x: \u0000', 'x: 東'])('refuses %j', (typed) => {
    expect(() => headerOf(typed, env)).toThrow(/header/)
  })
})

describe('outputsOf', () => {
  it.each([
    [[], [{ name: 'console' }]],
    [['json=a=b.json'], [{ name: 'console' }, { name: 'json', file: 'a=b.json' }]],
    [['json'], [{ name: 'json' }]],
    [['json=-'], [{ name: 'json' }]],
    [
      ['console=log.txt', 'json'],
      [{ name: 'console', file: 'log.txt' }, { name: 'json' }],
    ],
  ])('%j', (typed, expected) => {
    expect(outputsOf(typed)).toEqual(expected)
  })
})

describe('numbers', () => {
  it('seconds become milliseconds', () => {
    expect(['1', '0.25', '.5', '86400', '0.0001'].map(seconds)).toEqual([1000, 250, 500, 86_400_000, 1])
  })

  it.each(['', '0', '-1', '1e3', '86401', 'Infinity', '1s', ' 1'])('%j is not a number of seconds', (typed) => {
    expect(() => seconds(typed)).toThrow('Expected seconds')
  })

  it.each(['', '1.0', '-1', '+1', '0x1', '99999999999999999999', ' 1'])('%j is not a whole number', (typed) => {
    expect(() => wholeNumber(0, 9)(typed)).toThrow('from 0 to 9')
  })
})
