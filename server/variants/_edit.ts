/** Changes of the chunks of a stream that several variants make. */
import type { Loose } from '../twist.ts'

/** Changes every chunk, with or without choices. */
export function eachChunk(chunks: Loose[], change: (chunk: Loose) => void): undefined {
  for (const chunk of chunks) change(chunk)
}

/** Changes every choice of every chunk. */
export function eachChoice(chunks: Loose[], change: (choice: Loose, chunk: Loose) => void): undefined {
  for (const chunk of chunks) for (const choice of chunk.choices ?? []) change(choice, chunk)
}

/** The choice of a chunk that has exactly one. */
export function only(chunk: Loose): Loose {
  return chunk.choices?.length === 1 ? chunk.choices[0] : undefined
}

/** Joins each chunk with the next chunk of the same choice, where `join` makes one choice of both. */
export function joinNeighbours(chunks: Loose[], join: (before: Loose, after: Loose) => Loose | undefined): Loose[] {
  const last = new Map<number, Loose>()
  return chunks.filter((chunk) => {
    const choice = only(chunk)
    if (!choice) return true
    const before = last.get(choice.index)
    const joined = before && join(before.choices[0], choice)
    if (joined) before.choices[0] = joined
    else last.set(choice.index, chunk)
    return !joined
  })
}

/** Replaces each chunk by several that differ in their choice. */
export function split(chunks: Loose[], splitChoice: (choice: Loose) => Loose[]): Loose[] {
  return chunks.flatMap((chunk) => {
    const choice = only(chunk)
    return choice ? splitChoice(choice).map((part) => ({ ...chunk, choices: [part] })) : [chunk]
  })
}

/** Joins the log probabilities of two consecutive chunks. */
export function joinLogprobs(before: Loose, after: Loose): Loose {
  if (!before || !after) return before ?? after
  return { ...after, content: [...(before.content ?? []), ...(after.content ?? [])] }
}
