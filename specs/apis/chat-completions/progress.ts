/** How far a stream came: what is due of it, by the request and by what it said. */
import type { Chunk, Progress, Wire } from '../../../src/model/index.ts'
import { integer, list, object, string } from '../../rules/_helpers.ts'

interface Delta {
  readonly index: number
  readonly choice: Wire
  readonly delta: Wire
}

/** A stream is overdue if every choice is finished, or if far more deltas came than tokens were allowed. */
export function measureProgress(chunks: readonly Chunk[], request: unknown): Progress {
  const deltas = deltasOf(chunks)
  if (isFinished(deltas) || isOverLimit(deltas, object(request) ?? {})) return 'overdue'
  return deltas.some(({ choice, delta }) => string(choice.finish_reason) || isAnswer(delta)) ? 'begun' : 'none'
}

function deltasOf(chunks: readonly Chunk[]): readonly Delta[] {
  return chunks.flatMap(({ data }) =>
    list(data.choices).flatMap((value, position) => {
      const choice = object(value)
      return choice ? [{ index: integer(choice.index) ?? position, choice, delta: object(choice.delta) ?? {} }] : []
    }),
  )
}

function isFinished(deltas: readonly Delta[]): boolean {
  const ended = new Set(deltas.filter(({ choice }) => string(choice.finish_reason)).map(({ index }) => index))
  return deltas.length > 0 && deltas.every(({ index }) => ended.has(index))
}

function isOverLimit(deltas: readonly Delta[], { max_tokens, max_completion_tokens, n }: Wire): boolean {
  const limit = integer(max_completion_tokens) ?? integer(max_tokens)
  // One token may come in several deltas (the bytes of one emoji), so the count is generous.
  return limit !== undefined && deltas.length > (4 * limit + 64) * (integer(n) ?? 1)
}

/** Something of the answer itself: text, a call, reasoning, or anything but a role. */
function isAnswer(delta: Wire): boolean {
  return Object.entries(delta).some(
    ([key, value]) => key !== 'role' && value !== null && value !== '' && !isEmpty(value),
  )
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : Object.keys(object(value) ?? { any: 1 }).length === 0
}
