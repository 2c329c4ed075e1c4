/**
 * The `extent` of the rules is derived here from legal streams of the reference server: a rule that has a finding for
 * a stream that is cut off after some event needs all of it; a rule that has a finding without the first events needs those.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { listVariants, readSetup } from '../../server/index.ts'
import { loadRules } from '../../src/ask/registry.ts'
import { check } from '../../src/judge/check.ts'
import type { Exchange, Json, JsonObject, Part, Rule, StreamSeen } from '../../src/model/index.ts'
import { observe } from '../../src/read/observe.ts'
import { openInProcess } from '../support/in-process.ts'
import { aChunk, CHAT, frame, SENT_AT } from '../support/seen.ts'
import { NEVER } from '../support/wire.ts'

const rules = await loadRules()

const weather = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
}
const say = (content: string): Json => [{ role: 'user', content }]
/** Requests whose streams contain everything that a stream can contain. */
const REQUESTS: Readonly<Record<string, JsonObject>> = {
  text: { messages: say('Count to five.') },
  usage: { messages: say('Count to five.'), stream_options: { include_usage: true } },
  choices: { messages: say('Say hello.'), n: 3 },
  logprobs: { messages: say('Count to five.'), logprobs: true, top_logprobs: 2 },
  cut: { messages: say('Count to fifty.'), max_completion_tokens: 6 },
  call: { messages: say('How warm is it in Oslo?'), tools: [weather], tool_choice: 'required' },
  calls: { messages: say('How warm is it in Oslo and in Rome?'), tools: [weather], tool_choice: 'required' },
  named: {
    messages: say('How warm is it in Oslo?'),
    tools: [weather],
    tool_choice: { type: 'function', function: { name: 'get_weather' } },
  },
  object: { messages: say('A person as JSON.'), response_format: { type: 'json_object' } },
  json: {
    messages: say('A person as JSON.'),
    response_format: {
      type: 'json_schema',
      json_schema: {
        name: 'person',
        strict: true,
        schema: {
          type: 'object',
          properties: { name: { type: 'string' }, age: { type: 'integer' } },
          required: ['name', 'age'],
          additionalProperties: false,
        },
      },
    },
  },
}

const streams: { body: Json; events: string[]; sentAt: number }[] = []

/** Most variants change only a few of the replies, apart from what differs in every reply. */
function shapeOf(body: Json, text: string): string {
  return JSON.stringify([body, text.replace(/"(?:id|created)":("[^"]*"|\d+)/g, '')])
}

beforeAll(async () => {
  const known = new Set<string>()
  for (const variants of [[], ...(await listVariants()).map(({ id }) => [id])]) {
    const { baseUrl, send } = openInProcess(await readSetup({ variants }), new Map())
    for (const request of Object.values(REQUESTS)) {
      const body = { model: 'reference-1', stream: true, ...request }
      const url = `${baseUrl}/chat/completions`
      const headers = { 'content-type': 'application/json' }
      const exchange = await send(
        { method: 'POST', url, endpoint: 'chat', headers, text: JSON.stringify(body), body },
        NEVER,
      )
      const text = Buffer.concat(exchange.pieces.map(({ bytes }) => bytes))
        .toString()
        .replace(/\r\n?/g, '\n')
      const shape = shapeOf(body, text)
      if (exchange.status !== 200 || !text.includes('data:') || known.has(shape)) continue
      known.add(shape)
      streams.push({ body, events: text.split(/(?<=\n\n)/), sentAt: exchange.sentAt })
    }
  }
  const body = { model: 'm', stream: true, messages: say('Two cities'), tools: [weather] }
  streams.push({ body, events: TWO_CALLS, sentAt: SENT_AT })
  for (const { schema, events } of FORMATTED) {
    const format = { type: 'json_schema', json_schema: { name: 'a', strict: true, schema } }
    const asked = { model: 'm', stream: true, messages: say('As JSON, please.'), response_format: format }
    streams.push({ body: asked, events, sentAt: SENT_AT })
  }
}, 300_000)

const TWO_CALLS = [
  aChunk({ role: 'assistant', content: null }),
  aChunk({
    tool_calls: [{ index: 0, id: 'call_a', type: 'function', function: { name: 'get_weather', arguments: '' } }],
  }),
  aChunk({ tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] }),
  aChunk({ tool_calls: [{ index: 0, function: { arguments: '"Oslo"}' } }] }),
  aChunk({
    tool_calls: [{ index: 1, id: 'call_b', type: 'function', function: { name: 'get_weather', arguments: '' } }],
  }),
  aChunk({ tool_calls: [{ index: 1, function: { arguments: '{"city":"Rome"}' } }] }),
  aChunk({}, { finish_reason: 'tool_calls' }),
  '[DONE]',
].map(frame)

const formatted = (pieces: readonly string[], finish: string): string[] => [
  ...[{ role: 'assistant', content: '' }, ...pieces.map((content) => ({ content }))].map((delta) =>
    frame(aChunk(delta)),
  ),
  frame(aChunk({}, { finish_reason: finish })),
  frame('[DONE]'),
]
/** A date, and a number that is followed by the indentation of what the token limit cut. */
const FORMATTED: readonly { readonly schema: JsonObject; readonly events: string[] }[] = [
  {
    schema: {
      type: 'object',
      properties: { day: { type: 'string', format: 'date' } },
      required: ['day'],
      additionalProperties: false,
    },
    events: formatted(['{"day":"', '2026-', '01-', '15', '"}'], 'stop'),
  },
  {
    schema: { type: 'object', properties: {}, required: [], additionalProperties: false },
    events: formatted(['{"a":[', '5', `\n${' '.repeat(12)}`], 'length'),
  },
]

function seenOf(body: Json, events: readonly string[], sentAt: number): StreamSeen | undefined {
  const exchange: Exchange = {
    request: { method: 'POST', url: '/v1/chat/completions', endpoint: 'chat', headers: {}, body },
    sentAt,
    status: 200,
    headers: [['content-type', 'text/event-stream']],
    pieces: [{ at: 1, bytes: Buffer.from(events.join('')) }],
    ended: 'complete',
    timings: { totalMs: 2 },
    retries: [],
  }
  const seen = observe({ case: 'a', turn: 0, owed: 'either' }, exchange, { api: CHAT, extensions: [] })
  return seen.kind === 'stream' ? seen : undefined
}

interface Reporting {
  /** Rules with a finding for some piece if it is presented as a complete stream. */
  readonly unaware: readonly string[]
  /** Rules with a finding for some piece although it is marked as a piece. */
  readonly aware: readonly string[]
}

/** The rules with a finding for a piece. */
function reportingRules(piecesOf: (events: readonly string[]) => string[][], part: Part): Reporting {
  const unaware = new Set<string>()
  const aware = new Set<string>()
  // Streams of one request have many pieces in common.
  const known = new Set<string>()
  for (const { body, events, sentAt } of streams)
    for (const piece of piecesOf(events)) {
      const shape = shapeOf(body, piece.join(''))
      if (known.has(shape)) continue
      known.add(shape)
      const seen = seenOf(body, piece, sentAt)
      const reporting = seen ? rulesReporting(seen) : []
      for (const rule of reporting) unaware.add(rule)
      // The mark only takes findings away, so the other rules need no second look.
      if (seen && reporting.length)
        for (const rule of rulesReporting({ ...seen, part }, only(reporting))) aware.add(rule)
    }
  return { unaware: [...unaware].sort(), aware: [...aware] }
}

function rulesReporting(seen: StreamSeen, evaluated: ReadonlyMap<string, Rule> = rules): string[] {
  return check(seen, evaluated, 0).flatMap(({ rule, level }) => (level === 'MAY' ? [] : [rule]))
}

const only = (ids: readonly string[]): Map<string, Rule> => new Map([...rules].filter(([id]) => ids.includes(id)))

/** The number of places that are sampled in a long stream. */
const MOST = 5
function places(events: readonly string[]): number[] {
  const step = Math.max(1, Math.floor(events.length / MOST))
  return [...new Set([...events.keys()].filter((i) => i < 4 || i > events.length - 4 || i % step === 0))]
}
const heads = (events: readonly string[]): string[][] =>
  places(events).flatMap((i) => (i < events.length - 1 ? [events.slice(0, i + 1)] : []))
const middles = (events: readonly string[]): string[][] =>
  places(events).flatMap((i) => [
    events.slice(i),
    events.slice(i, i + 1),
    events.filter((_, k) => k !== i),
    events.slice(i, i + 3),
  ])
const having = (extent: Rule['extent']): string[] =>
  // MAY rules can have findings for complete streams, so they are left out.
  [...rules].filter(([, rule]) => rule.extent === extent && rule.level !== 'MAY').map(([id]) => id)

describe('the extent of rules', () => {
  it('does not matter for complete streams', () => {
    expect(streams.length).toBeGreaterThan(20)
    expect(
      streams.flatMap(({ body, events, sentAt }) => rulesReporting(seenOf(body, events, sentAt) as StreamSeen)),
    ).toEqual([])
  })

  it('is "whole" for exactly the rules that report a truncated legal stream', () => {
    const { unaware, aware } = reportingRules(heads, 'beginning')
    expect(unaware).toEqual(having('whole'))
    expect(aware).toEqual([])
  }, 120_000)

  it('is "beginning" for exactly the rules that report other pieces of it', () => {
    const { unaware, aware } = reportingRules(middles, 'middle')
    const whole = having('whole')
    expect(unaware.filter((id) => !whole.includes(id))).toEqual(having('beginning'))
    expect(aware).toEqual([])
  }, 120_000)
})
