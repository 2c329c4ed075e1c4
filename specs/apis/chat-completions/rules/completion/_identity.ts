/** The part of a reply that identifies it. */
import type { JsonSeen, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { list } from '../../../../rules/_helpers.ts'
import { isFilterChunk } from '../chunk/_filter.ts'

export interface Identity {
  readonly at: string
  readonly value: Wire
}

/** The object that carries id, created and model: the completion, or the first chunk that has a part of the answer. */
export function findIdentity(seen: JsonSeen | StreamSeen): Identity | undefined {
  if (seen.kind === 'json') return { at: '', value: seen.result }
  const firstAnswer = seen.chunks.findIndex(({ data }) => list(data.choices).length > 0 && !isFilterChunk(data))
  const i = firstAnswer >= 0 ? firstAnswer : seen.chunks.findIndex(({ data }) => !isFilterChunk(data))
  const chunk = seen.chunks[i]
  return chunk && { at: `/chunks/${i}`, value: chunk.data }
}
