/** What several faults do to the chunks of a stream. */
import type { Fault, Loose } from '../twist.ts'
import { eachChoice } from '../variants/_edit.ts'

/** Changes each chunk with its position. */
export function perChunk(change: (chunk: Loose, i: number) => void): Pick<Fault, 'chunks'> {
  return {
    chunks: (chunks) => {
      for (const [i, chunk] of chunks.entries()) change(chunk, i)
      return undefined
    },
  }
}

/** Changes each choice of each chunk. */
export function perChoice(change: (choice: Loose) => void): Pick<Fault, 'chunks'> {
  return { chunks: (chunks) => eachChoice(chunks, change) }
}

/** The chunk has a finish_reason. */
export function isEnd(chunk: Loose): boolean {
  return chunk.choices.some((choice: Loose) => choice.finish_reason !== null)
}

/** The chunk carries the usage and no choice. */
export function isUsage(chunk: Loose): boolean {
  return chunk.choices.length === 0
}

/** A chunk like another, with one choice. */
export function like(chunk: Loose, choice: Loose): Loose {
  return { ...chunk, choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: null, ...choice }] }
}
