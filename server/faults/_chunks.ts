/** What several faults need to know about the chunks of a stream. */
import type { Loose } from '../twist.ts'

/** The chunk has a finish_reason. */
export function isEnd(chunk: Loose): boolean {
  return chunk.choices.some((choice: Loose) => choice.finish_reason !== null)
}

/** The chunk has the usage and no choice. */
export function isUsage(chunk: Loose): boolean {
  return chunk.choices.length === 0
}

/** A copy of a chunk with another choice. */
export function copyWith(chunk: Loose, choice: Loose): Loose {
  return { ...chunk, choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: null, ...choice }] }
}
