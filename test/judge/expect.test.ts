import { describe, expect, it } from 'vitest'
import { owedBy } from '../../src/ask/owed.ts'
import { pathMistake } from '../../src/foundation/jsonpath.ts'
import { errorMessage, unmet as unmetIn, unmetStatus } from '../../src/judge/expect.ts'
import type { Expectation, Observation } from '../../src/model/index.ts'
import { nested } from '../support/hostile.ts'
import {
  aCall,
  aChoice,
  aChunk,
  aCompletion,
  CHAT,
  completion,
  errorReply,
  models,
  reply,
  stream,
} from '../support/seen.ts'

const unmet = (expectation: Expectation, seen: Observation) => unmetIn(expectation, seen, CHAT.protocol.places)

const saying = (content: unknown): ReturnType<typeof aChoice> => aChoice({ message: { content } })
const unreadable = reply('<html>', {})

describe('the expectation of a case', () => {
  it.each([
    [{}, 'success'],
    [{ status: [200, '2xx', 201] }, 'success'],
    [{ status: ['4xx'] }, 'refusal'],
    [{ status: [400, 422] }, 'refusal'],
    [{ status: [501] }, 'refusal'],
    [{ status: ['2xx', 400] }, 'either'],
    [{ status: [400, '5xx'] }, 'refusal'],
    [{ status: ['2xx', '4xx', '5xx'] }, 'refusal'],
  ] satisfies [Expectation, string][])('%j: %s', (expectation, owed) => expect(owedBy(expectation)).toBe(owed))
})

describe('a status', () => {
  it.each([
    [{}, 200],
    [{}, 299],
    [{ status: ['4xx'] }, 418],
    [{ status: [404, 422] }, 422],
    [{ status: [200, '4xx'] }, 400],
  ] satisfies [Expectation, number][])('%j is met by %i', (expectation, status) => {
    expect(unmetStatus(expectation, reply('', { status }))).toBeUndefined()
  })

  it('that is not met is reported with the received status and the message of the server', () => {
    const refused = errorReply(500, { error: { message: 'Out of memory' } })
    expect(unmetStatus({ status: [400, '2xx'] }, refused)).toEqual({
      part: 'status',
      at: '/status',
      message: 'is 500, expected 400 or 2xx (the server said: Out of memory)',
      got: 500,
    })
    expect(unmetStatus({}, errorReply(404, 'nothing'))?.message).toBe('is 404, expected 2xx (the server said: nothing)')
  })

  it('that never came is not reported as unmet, because rules report it', () => {
    expect(unmetStatus({}, reply('', { ended: 'hung-up' }))).toBeUndefined()
  })
})

describe('the message of an error', () => {
  it.each([
    [{ error: { message: 'a' } }, 'a'],
    [{ error: 'b' }, 'b'],
    [{ message: 'c' }, 'c'],
    [{ detail: 'd' }, 'd'],
    [{ detail: [{ loc: ['body'], msg: 'e' }] }, '[{"loc":["body"],"msg":"e"}]'],
    [{ error: { code: 7 } }, '{"code":7}'],
    [{}, undefined],
    [[], undefined],
    ['text', undefined],
    [undefined, undefined],
  ])('%j → %j', (body, said) => expect(errorMessage(body)).toBe(said))

  it('may nest too deep to be serialized', () => {
    expect(errorMessage({ error: JSON.parse(nested(100_000)) })).toBe('…')
  })
})

describe('content', () => {
  const expectation = { content: { pattern: 'blue' } }

  it('has to match in every choice', () => {
    const seen = completion(aCompletion({ choices: [saying('it is blue'), saying('red'), saying(null), 'none'] }))
    expect(unmet(expectation, seen)).toEqual([
      { part: 'content', at: '/choices/1/message/content', message: 'does not match /blue/', got: 'red' },
      { part: 'content', at: '/choices/2/message/content', message: 'does not match /blue/', got: null },
      { part: 'content', at: '/choices/3/message/content', message: 'does not match /blue/', got: undefined },
    ])
  })

  it('of a stream is the assembled content', () => {
    const seen = stream([aChunk({ content: 'bl' }), aChunk({ content: 'ue' })])
    expect(unmet(expectation, seen)).toEqual([])
  })

  it('is absent without choices and in a body that is not a reply', () => {
    const unmetContent = { part: 'content', at: '/choices', message: 'has no text to compare' }
    expect(unmet(expectation, completion({}))).toEqual([unmetContent])
    expect(unmet(expectation, errorReply())).toEqual([unmetContent])
    expect(unmet(expectation, unreadable)).toEqual([
      { part: 'fields', at: '/body', message: 'cannot be compared: the reply is unreadable' },
    ])
  })

  it('is reported at the first places only', () => {
    const seen = completion(aCompletion({ choices: Array.from({ length: 500 }, () => saying('red')) }))
    expect(unmet(expectation, seen)).toHaveLength(20)
  })
})

describe('calls', () => {
  const calling = (...calls: unknown[]): ReturnType<typeof completion> =>
    completion(aCompletion({ choices: [aChoice({ message: { tool_calls: calls } })] }))

  it('match the same names in any order', () => {
    const seen = calling(aCall('b', '{}'), { type: 'custom', custom: { name: 'a' } }, aCall('b', '{}'))
    expect(unmet({ calls: ['a', 'b', 'b'] }, seen)).toEqual([])
    expect(unmet({ calls: [] }, completion())).toEqual([])
  })

  it.each([
    ['one too few', ['a', 'b'], calling(aCall('a', '{}')), 'expected a call of a and b, but a was called'],
    ['one too many', [], calling(aCall('a', '{}')), 'expected no tool call, but a was called'],
    ['none', ['a'], completion(), 'expected a call of a, but no tool was called'],
    [
      'an invalid name',
      ['a'],
      calling({ function: { name: { toString: 1 } } }),
      'expected a call of a, but {"toString":1} was called',
    ],
    ['an invalid call', ['a'], calling(null), 'expected a call of a, but undefined was called'],
  ])('do not match %s', (_, calls, seen, message) => {
    expect(unmet({ calls }, seen)).toMatchObject([{ part: 'calls', at: '/choices/0/message/tool_calls', message }])
  })
})

describe('fields', () => {
  const seen = completion(aCompletion({ choices: [saying('a'), saying('b')], 'odd/key~': 1 }))

  it('have to match everywhere the path leads', () => {
    const fields = {
      '$.choices[*].message.content': { const: 'a' },
      '$["odd/key~"]': { const: 2 },
      $: { type: 'array' },
    }
    expect(unmet({ fields }, seen)).toEqual([
      { part: 'fields', at: '/choices/1/message/content', message: 'is not "a"', got: 'b' },
      { part: 'fields', at: '/odd~1key~0', message: 'is not 2', got: 1 },
      { part: 'fields', at: '', message: 'is an object, expected an array', got: seen.result },
    ])
  })

  it('have to be present, unless the schema rejects everything', () => {
    expect(unmet({ fields: { '$.nothing': true } }, seen)).toEqual([
      { part: 'fields', at: '$.nothing', message: 'is not there' },
    ])
    expect(unmet({ fields: { '$.nothing': false } }, seen)).toEqual([])
    expect(unmet({ fields: { '$.model': false } }, seen)).toMatchObject([{ at: '/model', got: 'reference-1' }])
  })

  it('are also looked up in errors and lists', () => {
    expect(unmet({ fields: { '$.error.message': { const: 'No.' } } }, errorReply())).toEqual([])
    expect(unmet({ fields: { '$.data[*].id': { const: 'reference-1' } } }, models())).toEqual([])
  })

  it('cannot be looked up in a body that nests too deep', () => {
    const deep = completion(`{"choices":[],"x":${nested(100_000)}}`)
    expect(unmet({ fields: { '$..model': true } }, deep)).toMatchObject([
      { at: '$..model', message: 'cannot be looked up: the reply nests too deep' },
    ])
    expect(unmet({ fields: { '$.choices': { type: 'array' } } }, deep)).toEqual([])
  })
})

it('an empty expectation is never unmet', () => {
  for (const seen of [completion(), errorReply(), unreadable]) expect(unmet({ status: ['2xx'] }, seen)).toEqual([])
})

it('checks paths before they are used', () => {
  expect(pathMistake('$.choices[?@.index > 0].message')).toBeUndefined()
  for (const path of ['', 'choices', '$.', '$[', '$[?@.a ==]', '$.a b']) expect(pathMistake(path)).toBeTruthy()
})
