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
export function counted({ replies }: ConversationSeen): readonly Counted[] {
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

/** The body without some members, as text: equal for requests that differ in these alone. */
export function without(body: Wire, ...members: readonly string[]): string {
  const kept = Object.entries(body).filter(([key]) => !members.includes(key))
  return JSON.stringify(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}
