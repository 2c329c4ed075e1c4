/** The same request with and without stream, in one conversation. */
import type { ConversationSeen, JsonSeen, Observation, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, groupBy, integer, ranToItsEnd } from '../../../../rules/_helpers.ts'

export interface Difference {
  /** Position among the replies. */
  readonly reply: number
  readonly streamed: unknown
  readonly plain: unknown
}

interface Indexed<T> {
  readonly reply: number
  readonly seen: T
}

/**
 * Streams in which a value differs from its value in the reply without stream. Only a server that is deterministic is
 * judged: the request has temperature 0 or a seed, at least two replies without stream agree, and all streams agree.
 * @param value what is compared, as JSON text; undefined if it cannot be compared
 */
export function findDifferences(
  { replies }: ConversationSeen,
  value: (completion: Wire) => string | undefined,
): readonly Difference[] {
  return [...groupBy(selectComparable(replies), ({ seen }) => requestKeyOf(seen)).values()].flatMap((group) => {
    const plain = group.flatMap(({ seen }) => (seen.kind === 'json' ? [value(seen.result)] : []))
    const streams = group.filter((reply): reply is Indexed<StreamSeen> => reply.seen.kind === 'stream')
    const streamed = streams.map(({ seen }) => value(seen.result))
    const [expected] = plain
    const [got] = streamed
    const [first] = streams
    if (plain.length < 2 || expected === undefined || got === undefined || !first) return []
    if (plain.some((text) => text !== expected) || streamed.some((text) => text !== got) || got === expected) return []
    return [{ reply: first.reply, streamed: JSON.parse(got), plain: JSON.parse(expected) }]
  })
}

function selectComparable(replies: readonly Observation[]): readonly Indexed<JsonSeen | StreamSeen>[] {
  return replies.flatMap((seen, reply) => {
    const body = asked(seen)
    if (seen.endpoint !== 'chat' || (seen.kind !== 'json' && seen.kind !== 'stream')) return []
    // Another rule reports a reply in the form that was not requested.
    if ((body.stream === true) !== (seen.kind === 'stream')) return []
    if (body.temperature !== 0 && integer(body.seed) === undefined) return []
    return seen.kind === 'json' || ranToItsEnd(seen) ? [{ reply, seen }] : []
  })
}

/** The request without the fields that choose the form of the reply, as JSON text. */
function requestKeyOf(seen: Observation): string {
  const { stream: _, stream_options: __, ...question } = asked(seen)
  return JSON.stringify(Object.entries(question).sort(([a], [b]) => (a < b ? -1 : 1)))
}
