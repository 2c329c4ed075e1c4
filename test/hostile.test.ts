/**
 * Malformed replies of every kind, over real sockets and through the complete pipeline: each ends in findings or cannot
 * be read, and none causes an exception, a hang or unbounded memory. No rule may throw on what it reads.
 */

import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listReporters, loadReporter, loadRules } from '../src/ask/registry.ts'
import { check, shorten } from '../src/judge/check.ts'
import { unmet } from '../src/judge/expect.ts'
import type {
  Exchange,
  Expectation,
  Json,
  Noted,
  Observation,
  Request,
  Rule,
  Send,
  Subject,
} from '../src/model/index.ts'
import { observe } from '../src/read/observe.ts'
import { run } from '../src/run/run.ts'
import { redactor } from '../src/wire/redact.ts'
import { openWire, WIRE_DEFAULTS, type WireOptions } from '../src/wire/send.ts'
import { aCase, aProfile, aTurn } from './support/cases.ts'
import { fuzzedCompletions, fuzzedStreams } from './support/fuzz.ts'
import { compressed, endless, type Hostile, misframed, truncated } from './support/hostile.ts'
import { streams, texts, values } from './support/hostile-bodies.ts'
import { completion, stream } from './support/seen.ts'
import { NEVER } from './support/wire.ts'

/** Requests for which as many rules as possible are evaluated. */
const ASKS: readonly { readonly [member: string]: Json }[] = [
  {
    tools: [
      {
        type: 'function',
        function: {
          name: 'get_weather',
          strict: true,
          parameters: {
            type: 'object',
            properties: { city: { type: 'string' } },
            required: ['city'],
            additionalProperties: false,
          },
        },
      },
    ],
    tool_choice: 'required',
    parallel_tool_calls: false,
    logprobs: true,
    top_logprobs: 1,
    n: 1,
    stream_options: { include_usage: true },
  },
  {
    n: 2,
    stop: ['a', 'b'],
    max_completion_tokens: 2,
    temperature: 0,
    seed: 1,
    metadata: { a: 'b' },
    response_format: { type: 'json_schema', json_schema: { name: 'a', strict: true, schema: { type: 'object' } } },
  },
  {
    max_tokens: 1,
    tool_choice: 'none',
    response_format: { type: 'json_object' },
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is it?' },
          { type: 'image_url', image_url: { url: 'data:,' } },
        ],
      },
    ],
  },
]

const SHORT: Partial<WireOptions> = { firstByteMs: 400, idleMs: 400, totalMs: 800, maxBytes: 1_000_000 }
const EXPECTATION: Expectation = {
  content: { pattern: 'a' },
  calls: ['a'],
  fields: { '$..a': true, '$.choices[*].index': { const: 0 } },
}
const GOOD = [completion(), stream()]
const redact = redactor(new Map([['$KEY', 'sk-secret-0123456789']]))

let rules: ReadonlyMap<string, Rule>
let server: Server
let base: string
const handlers = new Map<string, Hostile['write']>()
const sockets = new Set<Socket>()
const wires: { close(): Promise<void> }[] = []
let count = 0
let heapBefore = 0

/** Bytes in use after a collection. */
function used(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** Reads one request after the other, and passes the socket to the handler that the request names. */
function serve(socket: Socket): void {
  sockets.add(socket)
  socket.once('close', () => sockets.delete(socket))
  socket.on('error', () => undefined)
  let text = ''
  socket.on('data', (bytes) => {
    text += bytes.toString('latin1')
    const end = text.indexOf('\r\n\r\n')
    const length = Number(/^content-length: (\d+)/im.exec(text)?.[1] ?? 0)
    if (end === -1 || text.length < end + 4 + length) return
    const name = /^x-hostile: (\d+)/im.exec(text)?.[1] ?? ''
    text = ''
    handlers.get(name)?.(socket)
  })
}

beforeAll(async () => {
  rules = await loadRules()
  server = createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  heapBefore = used()
})

afterAll(async () => {
  for (const wire of wires) await wire.close()
  for (const socket of sockets) socket.destroy()
  server.close()
})

function wire(options: Partial<WireOptions>): Send {
  const opened = openWire({ ...WIRE_DEFAULTS, retries: 0, proxies: false, ...options })
  wires.push(opened)
  return opened.send
}

/** Prepares the server to send this reply, and returns the name of the reply for the header of the request. */
function readied({ write }: Hostile): string {
  const name = String(count++)
  handlers.set(name, write)
  return name
}

function aRequest(name: string, ask: Json, streamed: boolean): Request {
  const body = {
    model: 'reference-1',
    messages: [{ role: 'user', content: 'Hello' }],
    ...(ask as object),
    stream: streamed,
  }
  const headers = { 'content-type': 'application/json', 'x-hostile': name }
  const url = `${base}/v1/chat/completions`
  return { method: 'POST', url, endpoint: 'chat', headers, text: JSON.stringify(body), body }
}

/** All findings of the rules for the subject, as they would be reported. */
function judged(subject: Subject): readonly Noted[] {
  const findings = check(subject, rules, 0)
  expect(JSON.stringify(redact(findings)).length).toBeLessThan(2_000_000)
  return findings
}

/** The result of one hostile reply, requested as a completion and as a stream. */
async function resultOf(
  hostile: Hostile,
  send: Send,
  asks = ASKS,
  forms: readonly boolean[] = [false, true],
): Promise<Observation[]> {
  const name = readied(hostile)
  const all: Observation[] = []
  for (const streamed of forms) {
    const exchange = await send(aRequest(name, asks[0] ?? {}, streamed), NEVER)
    const seen = asks.map((ask) => read(exchange, aRequest(name, ask, streamed)))
    const findings = seen.map(judged)
    // Rules have no findings for a late reply, because it may still arrive: the run reports that it could not test.
    const isLate = exchange.ended === 'stalled' || exchange.ended === 'timeout'
    const isAnswered = (reply: Observation, i: number): boolean =>
      Boolean(hostile.lawful || isLate || reply.kind === 'unreadable' || findings[i]?.length)
    expect(seen.every(isAnswered), `nothing is said of: ${hostile.name}`).toBe(true)
    all.push(...seen)
  }
  judged({ kind: 'conversation', replies: [...all, ...GOOD] })
  judged({ kind: 'conversation', replies: [...GOOD, ...all.slice(0, 1)] })
  judged({ kind: 'run', traces: all.flatMap(traceOf) })
  return all
}

function read(exchange: Exchange, request: Request): Observation {
  const seen = observe({ case: 'hostile/one', turn: 0, owed: 'success' }, { ...exchange, request }, PROFILE)
  unmet(EXPECTATION, seen, PROFILE.api.protocol.places)
  shorten(seen)
  return seen
}

function traceOf(seen: Observation): { case: string; turn: number; id: unknown; callIds: unknown[]; beyond: [] }[] {
  if (seen.kind !== 'json' && seen.kind !== 'stream') return []
  return [
    {
      case: seen.case,
      turn: seen.turn,
      id: seen.result.id,
      callIds: [seen.result.id, seen.result.choices],
      beyond: [],
    },
  ]
}

const PROFILE = aProfile()
/** Longer than any reply takes that comes at all. */
const LONG = 30_000
/** For one test, also on a busy machine. */
const LIMIT = 300_000
const rows = (all: readonly Hostile[]): [string, Hostile][] => all.map((hostile) => [hostile.name, hostile])

describe('hostile replies', () => {
  let send: Send
  beforeAll(() => {
    send = wire({ firstByteMs: LONG, idleMs: LONG, totalMs: LONG })
  })

  describe('that are truncated', () => {
    it.each(rows(truncated()))('%s', async (_, hostile) => void (await resultOf(hostile, send)), LIMIT)
  })
  describe('with wrong framing', () => {
    it.each(rows(misframed()))('%s', async (_, hostile) => void (await resultOf(hostile, send)), LIMIT)
  })
  describe('with wrong content coding', () => {
    it.each(rows(compressed()))('%s', async (_, hostile) => void (await resultOf(hostile, send)), LIMIT)
  })
  describe('with malformed text', () => {
    it.each(rows(texts()))('%s', async (_, hostile) => void (await resultOf(hostile, send)), LIMIT)
  })
  describe('with unexpected values', () => {
    it.each(rows(values()))('%s', async (_, hostile) => void (await resultOf(hostile, send, ASKS.slice(0, 1))), LIMIT)
  })
  describe('with unexpected events', () => {
    it.each(rows(streams()))('%s', async (_, hostile) => void (await resultOf(hostile, send, ASKS.slice(0, 1))), LIMIT)
  })
})

describe.concurrent('replies without an end', () => {
  it.each(rows(endless()))(
    '%s',
    async (_, hostile) => void (await resultOf(hostile, wire(SHORT), ASKS.slice(0, 1))),
    LIMIT,
  )
})

describe('members of the wrong type', () => {
  it.each([
    ['in completions', false, fuzzedCompletions],
    ['in streams', true, fuzzedStreams],
  ])(
    '%s',
    async (_, streamed, fuzzed) => {
      const send = wire({ firstByteMs: LONG, idleMs: LONG, totalMs: LONG })
      const tripped = new Set<string>()
      for (const hostile of fuzzed()) {
        const seen = await resultOf(hostile, send, ASKS.slice(0, 1), [streamed]).catch((error: Error) => {
          tripped.add(`${hostile.name}: ${error.message}`)
          return []
        })
        for (const reply of seen)
          if (unspoken(reply)) tripped.add(`${hostile.name}: no rule speaks of ${unspoken(reply)}`)
      }
      expect([...tripped]).toEqual([])
    },
    300_000,
  )
})

describe('a complete run', () => {
  it('ends in verdicts that reporters can show, without an internal error', async () => {
    const unusual = [...texts(), ...values(), ...streams()].filter(({ name }) => ODD.test(name))
    const cases = unusual.flatMap((hostile, i) =>
      [false, true].map((streamed) => {
        const turn = aTurn({
          headers: { 'x-hostile': readied(hostile) },
          send: { ...ASKS[0], messages: [], stream: streamed },
        })
        const expected = { content: { type: 'string' }, calls: ['f'], fields: { '$..id': true } } as const
        const turns = [turn, { ...turn, expect: expected }, { ...turn, answer: { f: 'a', constructor: 'b' } }]
        return aCase(`hostile/${i}-${streamed}`, { title: hostile.name, turns })
      }),
    )
    const target = { baseUrl: `${base}/v1`, model: 'reference-1', profile: 'strict' }
    const tools = {
      send: wire({ firstByteMs: LONG, idleMs: LONG, totalMs: LONG }),
      rules,
      profile: PROFILE,
      setting: { ...target, headers: {}, api: PROFILE.api },
      attempts: 1,
      concurrency: 4,
      secrets: new Map(),
      version: '0',
    }
    const reporters = await Promise.all(listReporters().map((name) => loadReporter(name)))
    const telling = reporters.map((make) => make({ color: true, rules }))
    let shownCount = 0
    const reasons = new Map<string, string>()
    for await (const event of run(
      { target, scope: {}, steps: cases.map((testCase) => ({ case: testCase })) },
      tools,
      NEVER,
    )) {
      for (const tell of telling) shownCount += tell(event).length
      if (event.type === 'case') reasons.set(event.verdict.title, event.verdict.reason ?? '')
    }
    expect(unusual.length).toBeGreaterThan(20)
    expect([...reasons].filter(([, reason]) => reason.includes('a bug of'))).toEqual([])
    expect(shownCount).toBeGreaterThan(0)
  }, 300_000)
})

/** The replies most likely to break later steps: deep, with unusual names or of unusual types. */
const ODD = /deep|surrogate|__proto__|every object|is an object|2\^53|infinity/

/** The place of a schema violation that no rule reports. */
function unspoken(seen: Observation): string | undefined {
  if (!('violations' in seen)) return undefined
  return seen.violations.find(({ rule }) => !rules.get(rule)?.on.includes(seen.kind))?.at
}

it('hostile replies leave no memory in use', () => {
  expect((used() - heapBefore) / 1024 / 1024).toBeLessThan(300)
})
