/** Legal differences in where a stream is cut into network writes, and when they are sent. */
import type { Variant } from '../twist.ts'

const boundaries = 'Packet boundaries have no meaning in a body.'

/** Cuts bytes at the given offsets. */
function cutAt(bytes: Buffer, offsets: readonly number[]): Buffer[] {
  return [0, ...offsets]
    .map((from, i) => bytes.subarray(from, offsets[i] ?? bytes.length))
    .filter((piece) => piece.length)
}

/** Offsets at a fixed distance from one another. */
function steps(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step)
}

export default {
  'split-utf8': {
    says: 'A stream is cut inside every character of several bytes.',
    allowed: boundaries,
    pieces: (pieces) => {
      const bytes = Buffer.concat(pieces)
      return cutAt(
        bytes,
        [...bytes.keys()].filter((at) => ((bytes[at] ?? 0) & 0xc0) === 0x80),
      )
    },
  },
  'one-byte-pieces': {
    says: 'The first 1500 bytes of a stream are sent one by one, the rest in pieces of 61 bytes.',
    allowed: boundaries,
    pieces: (pieces) => {
      const bytes = Buffer.concat(pieces)
      return cutAt(bytes, [...steps(1, Math.min(1500, bytes.length), 1), ...steps(1500, bytes.length, 61)])
    },
  },
  'odd-pieces': {
    says: 'A stream is sent in pieces of 101 bytes, whatever its lines and events.',
    allowed: boundaries,
    pieces: (pieces) => {
      const bytes = Buffer.concat(pieces)
      return cutAt(bytes, steps(101, bytes.length, 101))
    },
  },
  'one-piece': {
    says: 'All of a stream is sent in one piece.',
    allowed: boundaries,
    pieces: (pieces) => [Buffer.concat(pieces)],
  },
  'done-with-last-chunk': {
    says: 'The terminator is sent in one piece with the last chunk.',
    allowed: boundaries,
    pieces: (pieces) => [...pieces.slice(0, -2), Buffer.concat(pieces.slice(-2))],
  },
  'slow-first-byte': {
    says: 'The first byte is sent after 30 ms.',
    allowed: 'A model needs time to read the prompt.',
    wire: () => ({ do: 'delay', ms: 30, every: 'reply' }),
  },
  'slow-pieces': {
    says: 'Each event of a stream is sent 2 ms after the previous one.',
    allowed: 'A model needs time for each token.',
    wire: () => ({ do: 'delay', ms: 2, every: 'piece' }),
  },
} satisfies Record<string, Variant>
