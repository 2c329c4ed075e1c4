/** The same request with and without stream, in one conversation. */
import type { ConversationSeen, JsonSeen, Observation, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, groupBy, integer, ranToItsEnd } from '../../../../rules/_helpers.ts'

export interface Difference {
  /** Position among the replies. */
  readonly reply: number
  readonly streamed: unknown
  readonly plain: unknown
}

interface At<T> {
  readonly reply: number
  readonly seen: T
}

/**
 * Streams in which a value is not what the same request gives without stream. Only a server that shows itself
 * deterministic is judged: temperature 0 or a seed was asked for, two replies without stream agree, and so do the streams.
 * @param value what is compared, as JSON text; undefined where it cannot be compared
 */
export function differences(
  { replies }: ConversationSeen,
  value: (completion: Wire) => string | undefined,
): readonly Difference[] {
  return [...groupBy(comparable(replies), ({ seen }) => questionOf(seen)).values()].flatMap((group) => {
    const plain = group.flatMap(({ seen }) => (seen.kind === 'json' ? [value(seen.result)] : []))
    const streams = group.filter((one): one is At<StreamSeen> => one.seen.kind === 'stream')
    const streamed = streams.map(({ seen }) => value(seen.result))
    const [expected] = plain
    const [got] = streamed
    const [first] = streams
    if (plain.length < 2 || expected === undefined || got === undefined || !first) return []
    if (plain.some((one) => one !== expected) || streamed.some((one) => one !== got) || got === expected) return []
    return [{ reply: first.reply, streamed: JSON.parse(got), plain: JSON.parse(expected) }]
  })
}

function comparable(replies: readonly Observation[]): readonly At<JsonSeen | StreamSeen>[] {
  return replies.flatMap((seen, reply) => {
    const body = asked(seen)
    if (seen.endpoint !== 'chat' || (seen.kind !== 'json' && seen.kind !== 'stream')) return []
    // A reply in the form that was not asked for has a rule of its own.
    if ((body.stream === true) !== (seen.kind === 'stream')) return []
    if (body.temperature !== 0 && integer(body.seed) === undefined) return []
    return seen.kind === 'json' || ranToItsEnd(seen) ? [{ reply, seen }] : []
  })
}

/** What was asked, whatever the form of the reply. */
function questionOf(seen: Observation): string {
  const { stream: _, stream_options: __, ...question } = asked(seen)
  return JSON.stringify(Object.entries(question).sort(([a], [b]) => (a < b ? -1 : 1)))
}
