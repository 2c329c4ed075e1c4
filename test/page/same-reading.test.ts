/** The page reads a reply as the engine does: the same kind of body for every hostile reply. */

import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readReply } from '../../page/reply.ts'
import type { Observation, Request } from '../../src/model/index.ts'
import { observe } from '../../src/read/observe.ts'
import { turnReport } from '../../src/report/turn-report.ts'
import { openWire, WIRE_DEFAULTS } from '../../src/wire/send.ts'
import { compressed, type Hostile, jsonReply, streamReply } from '../support/hostile.ts'
import { streams, texts, values } from '../support/hostile-bodies.ts'
import { CHAT, ERROR, frame } from '../support/seen.ts'
import { NEVER } from '../support/wire.ts'

/** Replies that page and engine once read differently. */
const DISPUTED: readonly Hostile[] = [
  streamReply('one error object under text/event-stream', JSON.stringify(ERROR)),
  streamReply('one JSON object under text/event-stream', '{"choices":[]}'),
  jsonReply('bare JSON lines', '{"choices":[]}\n{"choices":[]}\n'),
  jsonReply('events under application/json', frame({ choices: [] })),
]

let server: Server
let wire: ReturnType<typeof openWire>
let current: Hostile

beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => current.write(socket))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  wire = openWire({ ...WIRE_DEFAULTS, firstByteMs: 60_000, idleMs: 60_000, totalMs: 60_000 })
})
afterAll(async () => {
  await wire?.close()
  server?.close()
})

function aRequest(stream: boolean): Request {
  const { port } = server.address() as AddressInfo
  const body = { model: 'reference-1', messages: [{ role: 'user', content: 'Hello' }], stream }
  const headers = { 'content-type': 'application/json', connection: 'close' }
  const url = `http://127.0.0.1:${port}/v1/chat/completions`
  return { method: 'POST', url, endpoint: 'chat', headers, text: JSON.stringify(body), body }
}

/** What the page shows for a reply with this observation: the kind of its body, and whether it is an error. */
function expected(seen: Observation): string {
  if (seen.exchange.status === undefined) return 'no reply'
  switch (seen.kind) {
    case 'error':
      return seen.body === undefined ? 'an error without JSON' : 'an error in json'
    case 'unreadable':
      return /^the (stream|reply) has more than/.test(seen.why) ? 'json or stream' : 'text'
    default:
      return seen.kind
  }
}

function shown(seen: Observation): string {
  const reply = readReply(turnReport(seen.exchange, CHAT))
  if (!reply) return 'no reply'
  const { kind } = reply.body
  // The report leaves out the middle of a long reply, so the page cannot tell that it is an error.
  const isRefusal = reply.isRefusal || (seen.kind === 'error' && kind === 'json' && reply.leftOut > 0)
  if (isRefusal) return kind === 'json' ? 'an error in json' : 'an error without JSON'
  if (kind === 'json' || kind === 'stream') return expected(seen) === 'json or stream' ? 'json or stream' : kind
  return 'text'
}

describe('page and engine read the same body', () => {
  it.each([
    ['with hostile text', texts],
    ['with hostile values', values],
    ['with hostile events', streams],
    ['with a content coding', compressed],
    ['that they once read differently', () => DISPUTED],
  ] as const)(
    '%s',
    async (_, hostile) => {
      const differing: string[] = []
      for (const reply of hostile())
        for (const stream of [false, true]) {
          current = reply
          const exchange = await wire.send(aRequest(stream), NEVER)
          const seen = observe({ case: 'hostile/one', turn: 0, owed: 'success' }, exchange, {
            api: CHAT,
            extensions: [],
          })
          const name = `${reply.name}${stream ? ', requested as a stream' : ''}`
          if (shown(seen) !== expected(seen))
            differing.push(`${name}: the page shows ${shown(seen)}, the judge read ${expected(seen)}`)
        }
      expect(differing).toEqual([])
    },
    300_000,
  )
})
