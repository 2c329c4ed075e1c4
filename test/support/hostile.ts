/** Replies that no server should send: what is written to the socket after the request arrived. */
import type { Socket } from 'node:net'
import { deflateSync, gzipSync } from 'node:zlib'
import { aCall, aChoice, aCompletion, chunksSaying, frame } from './seen.ts'

export interface Hostile {
  readonly name: string
  /** Writes the reply, and may end the connection. */
  readonly write: (socket: Socket) => void
  /** The reply is unusual but valid for a client: no rule needs to report it. */
  readonly lawful?: true
}

/** JSON with this depth of nesting. */
export function nested(levels: number, within = '1'): string {
  return '['.repeat(levels) + within + ']'.repeat(levels)
}

/** Numbers between 0 and 1 that are the same in every run (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let bits = Math.imul(state ^ (state >>> 15), 1 | state)
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits
    return ((bits ^ (bits >>> 14)) >>> 0) / 4_294_967_296
  }
}

export const WHOLE = JSON.stringify(
  aCompletion({ choices: [aChoice({ message: { content: 'héllo 🚀', tool_calls: [aCall('f', '{}')] } })] }),
)
export const EVENTS = `${chunksSaying('hé', 'llo 🚀').map(frame).join('')}${frame('[DONE]')}`

const JSON_TYPE = 'content-type: application/json\r\n'
const SSE_TYPE = 'content-type: text/event-stream\r\n'

/** A reply with the length of its body. */
export function sized(body: string | Buffer, head = JSON_TYPE, status = '200 OK'): Buffer {
  const bytes = Buffer.from(body)
  return Buffer.concat([Buffer.from(`HTTP/1.1 ${status}\r\n${head}content-length: ${bytes.length}\r\n\r\n`), bytes])
}

/** A reply in chunks of this size. */
export function chunked(body: string | Buffer, head = JSON_TYPE, size = 1000): Buffer {
  const bytes = Buffer.from(body)
  const parts: Buffer[] = [Buffer.from(`HTTP/1.1 200 OK\r\n${head}transfer-encoding: chunked\r\n\r\n`)]
  for (let at = 0; at < bytes.length; at += size) {
    const part = bytes.subarray(at, at + size)
    parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'))
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')])
}

/** A reply that ends with its connection. */
function closing(body: string | Buffer, head = JSON_TYPE): Buffer {
  return Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\n${head}connection: close\r\n\r\n`), Buffer.from(body)])
}

function sends(name: string, bytes: string | Buffer, lawful?: true): Hostile {
  return { name, write: (socket) => socket.end(bytes), ...(lawful ? { lawful } : {}) }
}

/** Valid replies that are truncated: in the head, in the body or in the framing, by an ordinary end of the connection or a reset. */
export function truncated(): Hostile[] {
  const replies: [string, Buffer][] = [
    ['a completion with a length', sized(WHOLE)],
    ['a completion in chunks', chunked(WHOLE, JSON_TYPE, 50)],
    ['a completion until the end', closing(WHOLE)],
    ['a stream with a length', sized(EVENTS, SSE_TYPE)],
    ['a stream in chunks', chunked(EVENTS, SSE_TYPE, 120)],
    ['a stream until the end', closing(EVENTS, SSE_TYPE)],
  ]
  return replies.flatMap(([what, bytes], seed) => {
    const random = randomFrom(seed + 1)
    const head = bytes.indexOf('\r\n\r\n')
    const places = [0, 1, 8, 12, 15, 17, 30, head, head + 2, head + 4, head + 5, bytes.length - 12, bytes.length - 3]
    const others = Array.from({ length: 8 }, () => head + 6 + Math.floor(random() * (bytes.length - head - 20)))
    return [...places, ...others].map((place, i): Hostile => {
      const part = bytes.subarray(0, place)
      const name = `${what}, cut at byte ${place}${i % 4 === 3 ? ' by a reset' : ''}`
      const write = (socket: Socket): void => {
        if (i % 4 !== 3) return void socket.end(part)
        socket.write(part, () => socket.resetAndDestroy())
      }
      // A body without a length may stop after its last byte of JSON and after the end marker of its events.
      return { name, write, ...(i === 12 && what.includes('stream until') ? { lawful: true as const } : {}) }
    })
  })
}

/** Bytes that are not HTTP, or HTTP that contradicts itself. */
export function misframed(): Hostile[] {
  const random = randomFrom(99)
  const noise = Array.from({ length: 12 }, (_, i) =>
    sends(
      `${i + 1} kB of noise`,
      Buffer.from(Array.from({ length: (i + 1) * 1000 }, () => Math.floor(random() * 256))),
    ),
  )
  const ok = 'HTTP/1.1 200 OK\r\n'
  const length = WHOLE.length
  return [
    ...noise,
    sends('nothing', ''),
    sends('a page without a status line', '<!doctype html><html><body>Hello</body></html>'),
    sends('the banner of another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'),
    sends('a TLS alert', Buffer.from([0x15, 3, 1, 0, 2, 2, 70])),
    sends('an ICY status line', `ICY 200 OK\r\n${JSON_TYPE}\r\n${WHOLE}`),
    sends('HTTP/1.0', `HTTP/1.0 200 OK\r\n${JSON_TYPE}\r\n${WHOLE}`, true),
    sends('HTTP/0.9', WHOLE),
    sends('HTTP/9.9', `HTTP/9.9 200 OK\r\n${JSON_TYPE}\r\n${WHOLE}`),
    sends('line feeds without carriage returns', `HTTP/1.1 200 OK\ncontent-length: 2\n\n{}`),
    sends('no headers', `${ok}\r\n${WHOLE}`, true),
    sends('no blank line', `${ok}${JSON_TYPE}${WHOLE}`),
    ...['000', '099', '1', '20', '2000', 'abc', '-1'].map((status) =>
      sends(`the status ${status}`, `HTTP/1.1 ${status} x\r\n\r\n${WHOLE}`),
    ),
    ...[100, 101, 102].map((status) => sends(`a ${status} and no more`, `HTTP/1.1 ${status} x\r\n\r\n`)),
    sends('a 100 before the reply', Buffer.concat([Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'), sized(WHOLE)])),
    sends(
      'a thousand early hints',
      Buffer.concat([Buffer.from('HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n'.repeat(1000)), sized(WHOLE)]),
      true,
    ),
    ...[204, 205, 206, 226, 301, 302, 303, 304, 307, 308, 400, 402, 418, 451, 499, 501, 599, 600, 999].map((status) =>
      sends(
        `a completion with the status ${status}`,
        sized(WHOLE, `${JSON_TYPE}location: /elsewhere\r\n`, `${status} x`),
        status === 206 || status === 226 ? true : undefined,
      ),
    ),
    ...[
      '',
      '-1',
      'x',
      '1e3',
      '0x10',
      '99999999999999999999',
      `${length - 9}`,
      `${length + 9}`,
      `${length}, ${length}`,
      `${length}\r\ncontent-length: ${length - 5}`,
    ].map((value) =>
      sends(
        `the length ${value.replace('\r\n', ' and ')}`,
        `${ok}${JSON_TYPE}content-length: ${value}\r\n\r\n${WHOLE}`,
      ),
    ),
    sends('a length and chunks', `${ok}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`),
    ...['zz', '-5', 'ffffffffffffffffff', '', '2 2', '0x2', '7fffffff'].map((size) =>
      sends(
        `a chunk of size ${size}`,
        `${ok}${SSE_TYPE}transfer-encoding: chunked\r\n\r\n2\r\n: \r\n${size}\r\n{}\r\n0\r\n\r\n`,
      ),
    ),
    sends('a chunk that is longer than it says', `${ok}transfer-encoding: chunked\r\n\r\n2\r\n{}{}{}\r\n0\r\n\r\n`),
    sends('chunks without their last', chunked(WHOLE).subarray(0, -5)),
    sends(
      'endless extensions of a chunk',
      `${ok}transfer-encoding: chunked\r\n\r\n2;${'x=y;'.repeat(50_000)}\r\n{}\r\n0\r\n\r\n`,
    ),
    sends(
      'trailers without end',
      `${ok}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n${'x: y\r\n'.repeat(50_000)}`,
    ),
    sends('a transfer coding that is none', `${ok}transfer-encoding: rot13\r\n\r\n${WHOLE}`),
    sends('chunks that were only claimed', `${ok}transfer-encoding: chunked\r\n\r\n${WHOLE}`),
    sends('garbage behind the reply', Buffer.concat([sized(WHOLE), Buffer.from('garbage'.repeat(1000))]), true),
    sends('a second reply behind the first', Buffer.concat([sized(WHOLE), sized(WHOLE)]), true),
    sends('a name without a colon', `${ok}what is this\r\n\r\n${WHOLE}`),
    sends('a header with NUL', `${ok}x: a\0b\r\n\r\n${WHOLE}`),
    sends('a folded header', `${ok}x: a\r\n b\r\ncontent-length: 2\r\n\r\n{}`),
    sends(
      'thousands of headers',
      `${ok}${Array.from({ length: 5000 }, (_, i) => `x-${i}: y\r\n`).join('')}\r\n${WHOLE}`,
    ),
    sends('a header of a megabyte', `${ok}x: ${'y'.repeat(1_000_000)}\r\n\r\n${WHOLE}`),
    sends('two hundred types', sized(WHOLE, 'content-type: text/html\r\n'.repeat(200))),
    ...[
      '',
      ';',
      'application/',
      'text/event-stream',
      'image/png',
      'application/json; charset=utf-16',
      '\u00ff/\u00ff',
    ].map((type) =>
      sends(
        `the type ${JSON.stringify(type)}`,
        sized(WHOLE, `content-type: ${type}\r\n`),
        type.includes('charset') ? true : undefined,
      ),
    ),
  ]
}

/** Bodies that are compressed, or only declared as compressed. */
export function compressed(): Hostile[] {
  const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024))
  const coded = (coding: string): string => `${JSON_TYPE}content-encoding: ${coding}\r\n`
  return [
    ...['gzip', 'br', 'deflate', 'GZIP', 'x-gzip'].map((coding) =>
      sends(`${coding}, only claimed`, sized(WHOLE, coded(coding))),
    ),
    ...['zstd', 'compress', 'gzip, br', 'rot13', 'identity'].map((coding) =>
      sends(`${coding}, only claimed`, sized(WHOLE, coded(coding)), true),
    ),
    sends('gzip of a hundred megabytes', sized(bomb, coded('gzip'))),
    sends('gzip that was cut', sized(gzipSync(WHOLE).subarray(0, -12), coded('gzip'))),
    sends('gzip within gzip', sized(gzipSync(gzipSync(WHOLE)), coded('gzip'))),
    sends('gzip that nobody speaks of', sized(gzipSync(WHOLE))),
    sends('deflate in the place of gzip', sized(deflateSync(WHOLE), coded('gzip'))),
    sends('a stream in gzip, cut', sized(gzipSync(EVENTS).subarray(0, 60), `${SSE_TYPE}content-encoding: gzip\r\n`)),
  ]
}

/** A complete JSON reply. */
export function jsonReply(name: string, body: string | Buffer, lawful?: true): Hostile {
  return sends(name, sized(body), lawful)
}

/** A complete stream in chunks. */
export function streamReply(name: string, body: string | Buffer, lawful?: true): Hostile {
  return sends(name, chunked(body, SSE_TYPE, 100_000), lawful)
}

/** Replies that only a time-out or a cap ends. */
export function endless(): Hostile[] {
  const dripping = (name: string, head: string, drop: string, everyMs: number): Hostile => ({
    name,
    write(socket) {
      socket.write(head)
      const drip = setInterval(() => socket.write(drop), everyMs)
      socket.once('close', () => clearInterval(drip))
    },
  })
  const pouring = (name: string, head: string, drop: string): Hostile => ({
    name,
    write(socket) {
      const pour = (): void => {
        while (!socket.destroyed && socket.write(drop));
      }
      socket.on('drain', pour)
      socket.write(head)
      pour()
    },
  })
  const stops = (name: string, text: string): Hostile => ({ name, write: (socket) => void socket.write(text) })
  const open = `HTTP/1.1 200 OK\r\n${SSE_TYPE}transfer-encoding: chunked\r\n\r\n`
  const chunk = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`
  return [
    stops('silence', ''),
    stops('half a status line', 'HTTP/1.1 20'),
    stops('a head that stops', 'HTTP/1.1 200 OK\r\nx: '),
    stops('a head without a body', 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n'),
    stops('a body that stops', 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"id":'),
    stops('a stream that never ends', open + chunk(EVENTS)),
    stops('a stream that stops', open + chunk(EVENTS.slice(0, 300))),
    dripping('a head byte by byte', 'HTTP/1.1 200 OK\r\nx: ', 'y', 3),
    dripping('headers without end', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n', 3),
    dripping('early hints without end', '', 'HTTP/1.1 103 Early Hints\r\n\r\n', 3),
    dripping('a body byte by byte', 'HTTP/1.1 200 OK\r\n\r\n', ' ', 3),
    dripping('events without end', open, chunk(frame(chunksSaying('a')[1])), 3),
    dripping('comments without end', open, chunk(': wait\n\n'), 3),
    pouring('a flood of spaces', 'HTTP/1.1 200 OK\r\n\r\n', ' '.repeat(65_536)),
    pouring('a flood of events', open, chunk(frame(chunksSaying('a')[1]).repeat(300))),
    pouring('a flood of line feeds', open, chunk('\n'.repeat(65_536))),
    pouring('a flood of chunks of one byte', open, '1\r\nx\r\n'.repeat(10_000)),
    pouring('a flood of headers', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n'.repeat(10_000)),
    pouring('a flood of early hints', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(1000)),
  ]
}
