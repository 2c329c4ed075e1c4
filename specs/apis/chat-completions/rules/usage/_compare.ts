/** Which replies of a conversation have counts that can be compared. */
import type { ConversationSeen, JsonSeen, Observation, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, integer, object } from '../../../../rules/_helpers.ts'
import { usage } from '../_chat.ts'

export interface Counted {
  /** Position among the replies. */
  readonly i: number
  readonly seen: JsonSeen | StreamSeen
  readonly body: Wire
  readonly prompt: number | undefined
  readonly completion: number | undefined
}

/** The successful replies that carry usage and whose request was JSON. */
export function countedReplies({ replies }: ConversationSeen): readonly Counted[] {
  return replies.flatMap((seen, i) => {
    if (!isAnswer(seen) || !object(seen.request.body)) return []
    const counts = usage(seen)
    if (!counts) return []
    const [prompt, completion] = [integer(counts.prompt_tokens), integer(counts.completion_tokens)]
    return [{ i, seen, body: asked(seen), prompt, completion }]
  })
}

function isAnswer(seen: Observation): seen is JsonSeen | StreamSeen {
  return seen.endpoint === 'chat' && (seen.kind === 'json' || seen.kind === 'stream')
}

/** The body without some fields, as JSON text: equal for requests that differ only in these fields. */
export function requestKeyWithout(body: Wire, ...names: readonly string[]): string {
  const entries = Object.entries(body).filter(([key]) => !names.includes(key))
  return JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))
}
