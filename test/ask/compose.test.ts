import { describe, expect, it } from 'vitest'
import { compose, fillTurn, type History, NO_HISTORY, type Setting } from '../../src/ask/compose.ts'
import type { Json, Observation, Request, Turn } from '../../src/model/index.ts'
import { aTurn } from '../support/cases.ts'
import { nested } from '../support/hostile.ts'
import { aCall, aChoice, aChunk, aCompletion, CHAT, completion, errorReply, stream } from '../support/seen.ts'

const SETTING: Setting = {
  baseUrl: 'http://host:1/v1',
  model: 'm-1',
  headers: { authorization: 'Bearer $KEY' },
  api: CHAT,
}
const USER = (content: string): Json => ({ role: 'user', content })

function requestOf(turn: Partial<Turn>, history: History = NO_HISTORY, setting = SETTING): Request {
  const composed = compose(fillTurn(aTurn(turn), setting), history, setting)
  if ('unable' in composed) throw new Error(composed.unable)
  return composed.request
}

/** The conversation after a first turn with this reply. */
function since(reply: Observation): History {
  return { said: [USER('Hello')], last: reply }
}

/** The messages that a turn without its own messages sends. */
function saidSince(reply: Observation): readonly Json[] {
  const composed = compose(aTurn({ send: { messages: [] } }), since(reply), SETTING)
  if ('unable' in composed) throw new Error(composed.unable)
  return composed.said
}

describe('the request', () => {
  it('is a POST with the members and the model as JSON', () => {
    expect(requestOf({ send: { messages: [USER('Hi')], stream: true } })).toEqual({
      method: 'POST',
      url: 'http://host:1/v1/chat/completions',
      endpoint: 'chat',
      headers: { authorization: 'Bearer $KEY', 'content-type': 'application/json' },
      text: '{"model":"m-1","messages":[{"role":"user","content":"Hi"}],"stream":true}',
      body: { model: 'm-1', messages: [USER('Hi')], stream: true },
    })
  })

  it('uses the model of the turn if it names one, and has no model if the turn omits it', () => {
    expect(requestOf({ send: { model: 'other', messages: [] } }).body).toEqual({ model: 'other', messages: [] })
    expect(requestOf({ send: { messages: [], stop: null }, omit: ['model', 'stop'] }).body).toEqual({ messages: [] })
  })

  it('has no messages if the turn has none, and keeps messages of another type unchanged', () => {
    expect(requestOf({ send: {} }).body).toEqual({ model: 'm-1' })
    expect(requestOf({ send: { messages: 'Hello' } }).body).toEqual({ model: 'm-1', messages: 'Hello' })
    expect(requestOf({ send: { messages: null } }).body).toEqual({ model: 'm-1', messages: null })
  })

  it('is the literal body if the turn has one', () => {
    const { text, body, headers } = requestOf({ raw: '{"model":' })
    expect({ text, body }).toEqual({ text: '{"model":', body: undefined })
    expect(headers['content-type']).toBe('application/json')
  })

  it.each([
    ['GET', '/models', 'models'],
    ['GET', '/models/m-1', 'model'],
    ['GET', '/models/m-1/x', 'other'],
    ['GET', '/chat/completions', 'other'],
    ['DELETE', '/chat/completions', 'other'],
    ['POST', '/models', 'other'],
    ['POST', '/chat/completions/', 'other'],
  ])('%s %s goes to the endpoint: %s', (method, path, endpoint) => {
    const request = requestOf({ method, path })
    expect(request).toMatchObject({ method, url: `http://host:1/v1${path}`, endpoint })
    expect(request.text === undefined).toBe(method !== 'POST')
    expect('content-type' in request.headers).toBe(method === 'POST')
  })

  it('overrides headers with those of the turn and drops the headers that the turn removes', () => {
    const headers = { Authorization: null, 'CONTENT-TYPE': 'text/plain', 'X-One': '1', 'x-absent': null }
    expect(requestOf({ headers }).headers).toEqual({ 'content-type': 'text/plain', 'x-one': '1' })
  })
})

describe('a value that is known only during the run', () => {
  const setting = { ...SETTING, model: 'C:\\models\\a "b" $& c', fixturesUrl: 'http://127.0.0.1:9/f' }

  it('is inserted into members, headers, tool results and expectations', () => {
    const turn = fillTurn(
      aTurn({
        send: { a: '{{model}}', b: [{ url: '{{fixtures}}/red.png' }] },
        headers: { 'x-model': 'is {{model}}' },
        expect: { content: { const: '{{model}}' } },
      }),
      setting,
    )
    expect(turn).toMatchObject({
      send: { a: setting.model, b: [{ url: 'http://127.0.0.1:9/f/red.png' }] },
      headers: { 'x-model': `is ${setting.model}` },
      expect: { content: { const: setting.model } },
    })
  })

  it('is escaped in a path and in literal text', () => {
    expect(requestOf({ method: 'GET', path: '/models/{{model}}' }, NO_HISTORY, setting)).toMatchObject({
      url: `http://host:1/v1/models/${encodeURIComponent(setting.model)}`,
      endpoint: 'model',
    })
    expect(requestOf({ raw: '{"model":"{{model}}"}' }, NO_HISTORY, setting).body).toEqual({ model: setting.model })
  })

  it('is a different four-digit number for each of several parallel requests', () => {
    const numbers = Array.from({ length: 100 }, (_, i) => {
      const turn = aTurn({
        send: { messages: [USER('Say {{number}} and {{number}}.')] },
        headers: { 'x-number': '{{number}}' },
        expect: { content: { const: '{{number}}' } },
      })
      const { send, headers, expect: owed } = fillTurn(turn, setting, i)
      const number = headers['x-number']
      expect(send.messages).toEqual([USER(`Say ${number} and ${number}.`)])
      expect(owed).toEqual({ content: { const: number } })
      expect(number).toMatch(/^[1-9]\d{3}$/)
      return Number(number)
    })
    expect(new Set(numbers).size).toBe(100)
    // A model that counts up from one number must not reach another.
    expect(numbers.filter((number) => numbers.includes(number + 1))).toEqual([])
    expect(requestOf({ raw: '{"n":{{number}}}', send: {} }, NO_HISTORY, setting).body).toEqual({ n: numbers[0] })
  })

  it('is not inserted into what the server sent', () => {
    const history = since(completion(aCompletion({ choices: [aChoice({ message: { content: 'I am {{model}}' } })] })))
    expect(requestOf({ send: { messages: [] } }, history).body).toMatchObject({
      messages: [USER('Hello'), { role: 'assistant', content: 'I am {{model}}' }],
    })
  })

  it('leaves a turn that does not use it unchanged, including its schemas', () => {
    const turn = aTurn({ expect: { content: { minLength: 1 } } })
    expect(fillTurn(turn, setting).expect).toBe(turn.expect)
  })
})

describe('the conversation', () => {
  it('continues with the message exactly as the server sent it', () => {
    const message = { role: 'assistant', content: 'Hi', refusal: null, annotations: [], x_own: { deep: [1.5, null] } }
    const history = since(completion(aCompletion({ choices: [aChoice({ message })] })))
    expect(requestOf({ send: { messages: [USER('And?')], n: 2 } }, history).body).toEqual({
      model: 'm-1',
      messages: [USER('Hello'), message, USER('And?')],
      n: 2,
    })
  })

  it('continues with the message assembled from a stream', () => {
    const reply = saidSince(
      stream([
        aChunk({ role: 'assistant', content: '', x_own: 1 }),
        aChunk({ content: 'Good ' }),
        aChunk({ content: 'day' }),
        aChunk({}, { finish_reason: 'stop' }),
      ]),
    )
    expect(reply).toEqual([USER('Hello'), { role: 'assistant', content: 'Good day', x_own: 1 }])
  })

  it('continues without a message if the reply has none', () => {
    expect(saidSince(errorReply())).toEqual([USER('Hello')])
    expect(saidSince(completion({ choices: [] }))).toEqual([USER('Hello')])
    expect(saidSince(completion([]))).toEqual([USER('Hello')])
  })

  it('is dropped by a fresh turn', () => {
    const history = since(completion())
    expect(requestOf({ fresh: true, send: { messages: [USER('New')] } }, history).body).toMatchObject({
      messages: [USER('New')],
    })
  })

  it('is not prepended to messages of another type', () => {
    expect(requestOf({ send: { messages: 'x' } }, since(completion())).body).toMatchObject({ messages: 'x' })
  })

  it('records what was sent, for the next turn', () => {
    const composed = compose(aTurn({ send: { messages: [USER('And?')] } }), since(completion()), SETTING)
    expect('said' in composed && composed.said).toHaveLength(3)
  })

  it('cannot continue with a message that nests too deep to be serialized', () => {
    const message = `{"role":"assistant","content":"Hi","x":${nested(100_000)}}`
    const history = since(completion(`{"choices":[{"index":0,"message":${message}}]}`))
    expect(compose(aTurn(), history, SETTING)).toEqual({ unable: 'the previous reply nests too deep to be sent back' })
  })

  it.each([
    [
      'content null',
      completion(aCompletion({ choices: [aChoice({ message: { role: 'assistant', content: null } })] })),
    ],
    [
      'an empty list of calls',
      completion(aCompletion({ choices: [aChoice({ message: { content: null, tool_calls: [] } })] })),
    ],
    ['no content in a complete stream', stream([aChunk({}, { finish_reason: 'stop' })])],
  ])('stops at an assistant message that is not valid in a request: %s', (_, reply) => {
    const unable = 'the previous reply has neither content nor tool calls, so it cannot be sent back as history'
    expect(compose(aTurn(), since(reply), SETTING)).toEqual({ unable })
    expect(compose(aTurn({ fresh: true }), since(reply), SETTING)).not.toHaveProperty('unable')
  })

  it('stops at a call without a result in the case, because only a tool message may follow it', () => {
    const reply = completion(
      aCompletion({ choices: [aChoice({ message: { tool_calls: [aCall('get_time', '{}')] } })] }),
    )
    const unable = 'the model called a tool, but this case defines no tool result'
    expect(compose(aTurn(), since(reply), SETTING)).toEqual({ unable })
    expect(compose(aTurn({ answer: { get_time: '12' } }), since(reply), SETTING)).not.toHaveProperty('unable')
  })

  it.each([
    ['an empty string', { content: '' }],
    ['a refusal', { content: null, refusal: 'No.' }],
    ['a call of the deprecated kind', { content: null, function_call: { name: 'get_time', arguments: '{}' } }],
  ])('continues after %s', (_, message) => {
    const reply = completion(aCompletion({ choices: [aChoice({ message })] }))
    expect(compose(aTurn(), since(reply), SETTING)).not.toHaveProperty('unable')
  })
})

describe('answers to tool calls', () => {
  const calling = (...calls: unknown[]): History =>
    since(completion(aCompletion({ choices: [aChoice({ message: { content: null, tool_calls: calls } })] })))
  const toolMessages = (turn: Partial<Turn>, history: History): unknown[] => {
    const { messages } = requestOf({ send: {}, ...turn }, history).body as { messages: { role: string }[] }
    return messages.filter(({ role }) => role === 'tool')
  }

  it('refer to the calls by their ids, in the order of the results', () => {
    const history = calling(
      aCall('get_time', '{}', { id: 'call_1' }),
      aCall('get_weather', '{"city":"Oslo"}', { id: 'call_2' }),
      aCall('get_time', '{}', { id: 'call_3' }),
    )
    expect(toolMessages({ answer: { get_weather: '4', get_time: [{ type: 'text', text: '12' }] } }, history)).toEqual([
      { role: 'tool', tool_call_id: 'call_2', content: '4' },
      { role: 'tool', tool_call_id: 'call_1', content: [{ type: 'text', text: '12' }] },
      { role: 'tool', tool_call_id: 'call_3', content: [{ type: 'text', text: '12' }] },
    ])
  })

  it('come before the messages of the turn itself', () => {
    const turn = { answer: { get_time: '12' }, send: { messages: [USER('So?')] } }
    const { messages } = requestOf(turn, calling(aCall('get_time', '{}'))).body as { messages: { role: string }[] }
    expect(messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'tool', 'user'])
  })

  it('also answer calls of a stream and calls of custom tools', () => {
    const fragment = { index: 0, id: 'call_9', type: 'custom', custom: { name: 'note', input: 'x' } }
    const history = since(stream([aChunk({ role: 'assistant', tool_calls: [fragment] })]))
    expect(toolMessages({ answer: { note: 'ok' } }, history)).toEqual([
      { role: 'tool', tool_call_id: 'call_9', content: 'ok' },
    ])
  })

  it('send null for a missing id', () => {
    const history = calling({ type: 'function', function: { name: 'get_time', arguments: '{}' } })
    expect(toolMessages({ answer: { get_time: '12' } }, history)).toEqual([
      { role: 'tool', tool_call_id: null, content: '12' },
    ])
  })

  it.each([
    ['the model called nothing', since(completion()), 'the model called no tool, so there is nothing to answer'],
    ['there was no reply', NO_HISTORY, 'the model called no tool, so there is nothing to answer'],
    ['the reply was an error', since(errorReply()), 'the model called no tool, so there is nothing to answer'],
    [
      'the model called another tool',
      calling(aCall('get_date', '{}')),
      'the model called "get_date", but this case defines no result for that tool',
    ],
    [
      'the call has a name that every object inherits',
      calling(aCall('constructor', '{}')),
      'the model called "constructor", but this case defines no result for that tool',
    ],
    ['the call has no name', calling(7), 'the model called undefined, but this case defines no result for that tool'],
  ])('cannot be made if %s', (_, history, unable) => {
    expect(compose(aTurn({ answer: { get_time: '12' } }), history, SETTING)).toEqual({ unable })
  })
})
