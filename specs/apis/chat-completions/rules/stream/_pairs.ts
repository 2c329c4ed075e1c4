/** The same request with and without stream, in one conversation. */
import type { ConversationSeen, Wire } from '../../../../../src/model/index.ts'
import { groupBy, integer, ranToItsEnd } from '../../../../rules/_helpers.ts'
import { type Answer, type Reply, selectReplies, serialize, serializeRequest } from '../_replies.ts'
import { isGreedy } from '../_request.ts'

export interface Difference<T> {
  /** The streamed reply. */
  readonly reply: Reply
  readonly streamed: T
  readonly plain: T
}

/**
 * Streams in which a value differs from its value in the reply without stream. Only a server that is deterministic is
 * judged: the request has temperature 0 or a seed, at least two replies without stream agree, and all streams agree.
 * @param read the value that is compared; undefined if it cannot be compared
 */
export function findDifferences<T>(
  conversation: ConversationSeen,
  read: (completion: Wire) => T | undefined,
): readonly Difference<T>[] {
  const comparable = selectReplies(conversation).filter(isComparable)
  return [...groupBy(comparable, ({ ask }) => serializeRequest(ask)).values()].flatMap((group) => {
    const streams = group.filter(({ seen }) => seen.kind === 'stream')
    const others = group.filter(({ seen }) => seen.kind === 'json')
    const [streamed, plain] = [readCommon(streams, read), readCommon(others, read)]
    const [reply] = streams
    if (!reply || others.length < 2 || streamed === undefined || plain === undefined) return []
    return serialize(streamed) === serialize(plain) ? [] : [{ reply, streamed, plain }]
  })
}

/** The value that all replies have; undefined if they differ. */
function readCommon<T>(replies: readonly Answer[], read: (completion: Wire) => T | undefined): T | undefined {
  const [first, ...others] = replies.map(({ seen }) => read(seen.result))
  return others.every((other) => serialize(other) === serialize(first)) ? first : undefined
}

function isComparable(reply: Reply): reply is Answer {
  const { ask, seen } = reply
  if (seen.kind !== 'json' && seen.kind !== 'stream') return false
  // Another rule reports a reply in the form that was not requested.
  if ((ask.stream === true) !== (seen.kind === 'stream')) return false
  return (isGreedy(ask) || integer(ask.seed) !== undefined) && ranToItsEnd(seen)
}
