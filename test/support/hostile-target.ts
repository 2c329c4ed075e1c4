/** A server that sends any bytes as its reply, and the complete pipeline that reads and judges them. */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'vitest'
import { loadRules } from '../../src/ask/registry.ts'
import { check, shorten } from '../../src/judge/check.ts'
import { unmet } from '../../src/judge/expect.ts'
import type { Exchange, Expectation, Json, Noted, Observation, Request, Send, Subject } from '../../src/model/index.ts'
import { observe } from '../../src/read/observe.ts'
import { redactor } from '../../src/wire/redact.ts'
import { openWire, WIRE_DEFAULTS, type WireOptions } from '../../src/wire/send.ts'
import { aProfile } from './cases.ts'
import type { Hostile } from './hostile.ts'
import { completion, stream } from './seen.ts'
import { NEVER } from './wire.ts'

/** Requests for which as many rules as possible are evaluated. */
export const ASKS: readonly { readonly [member: string]: Json }[] = [
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

const EXPECTATION: Expectation = {
  content: { pattern: 'a' },
  calls: ['a'],
  fields: { '$..a': true, '$.choices[*].index': { const: 0 } },
}
const GOOD = [completion(), stream()]
const redact = redactor(new Map([['$KEY', 'sk-secret-0123456789']]))

const rules = await loadRules()
export const PROFILE = aProfile()
/** Longer than any reply takes that comes at all. */
const LONG = 30_000
/** For one test, also on a busy machine. */
export const LIMIT = 300_000
export const rows = (all: readonly Hostile[]): [string, Hostile][] => all.map((hostile) => [hostile.name, hostile])

/** Bytes in use after a collection. */
export function used(): number {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

export interface HostileTarget {
  readonly origin: string
  /** Opens a client; it is closed together with the server. */
  wire(options?: Partial<WireOptions>): Send
  /** Prepares the server to send this reply, and returns the name of the reply for the header of the request. */
  readied(hostile: Hostile): string
  /** The result of one hostile reply, requested as a completion and as a stream. */
  resultOf(hostile: Hostile, send: Send, asks?: typeof ASKS, forms?: readonly boolean[]): Promise<Observation[]>
  close(): Promise<void>
}

/** Starts the server. */
export async function startHostileTarget(): Promise<HostileTarget> {
  const handlers = new Map<string, Hostile['write']>()
  const sockets = new Set<Socket>()
  const wires: { close(): Promise<void> }[] = []
  let count = 0

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

  const server = createServer(serve)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function wire(options: Partial<WireOptions> = { firstByteMs: LONG, idleMs: LONG, totalMs: LONG }): Send {
    const opened = openWire({ ...WIRE_DEFAULTS, retries: 0, proxies: false, ...options })
    wires.push(opened)
    return opened.send
  }

  function readied({ write }: Hostile): string {
    const name = String(count++)
    handlers.set(name, write)
    return name
  }

  async function resultOf(
    hostile: Hostile,
    send: Send,
    asks = ASKS,
    forms: readonly boolean[] = [false, true],
  ): Promise<Observation[]> {
    const name = readied(hostile)
    const all: Observation[] = []
    for (const streamed of forms) {
      const exchange = await send(aRequest(origin, name, asks[0] ?? {}, streamed), NEVER)
      const seen = asks.map((ask) => read(exchange, aRequest(origin, name, ask, streamed)))
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

  async function close(): Promise<void> {
    for (const opened of wires) await opened.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  }

  return { origin, wire, readied, resultOf, close }
}

function aRequest(origin: string, name: string, ask: Json, streamed: boolean): Request {
  const body = {
    model: 'reference-1',
    messages: [{ role: 'user', content: 'Hello' }],
    ...(ask as object),
    stream: streamed,
  }
  const headers = { 'content-type': 'application/json', 'x-hostile': name }
  const url = `${origin}/v1/chat/completions`
  return { method: 'POST', url, endpoint: 'chat', headers, text: JSON.stringify(body), body }
}

/** All findings of the rules for the subject, as they would be reported. */
function judged(subject: Subject): readonly Noted[] {
  const findings = check(subject, rules, 0)
  expect(JSON.stringify(redact(findings)).length).toBeLessThan(2_000_000)
  return findings
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
