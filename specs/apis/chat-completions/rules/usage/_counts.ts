/** The token counts of a reply. */
import type { ConversationSeen, JsonSeen, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { integer, object } from '../../../../rules/_helpers.ts'
import { usage } from '../_chat.ts'
import { type Answer, selectAnswers } from '../_replies.ts'

export interface CountsSeen {
  readonly at: string
  readonly counts: Wire
}

/** Every usage object of a reply with its pointer: that of the completion, or those of the chunks. */
export function countsOf(seen: JsonSeen | StreamSeen): readonly CountsSeen[] {
  const owners = seen.kind === 'stream' ? seen.chunks.map(({ data }) => data) : [seen.result]
  return owners.flatMap(({ usage }, i) => {
    const counts = object(usage)
    return counts ? [{ at: seen.kind === 'stream' ? `/chunks/${i}/usage` : '/usage', counts }] : []
  })
}

/** The counts of the complete reply; in a stream the last counts. */
export function finalCounts(seen: JsonSeen | StreamSeen): CountsSeen | undefined {
  return countsOf(seen).at(-1)
}

export interface CountedAnswer extends Answer {
  readonly prompt: number | undefined
  readonly completion: number | undefined
}

/** The answers of a case that have usage. */
export function selectCountedAnswers(seen: ConversationSeen): readonly CountedAnswer[] {
  return selectAnswers(seen).flatMap((answer) => {
    const counts = usage(answer.seen)
    if (!counts) return []
    return [{ ...answer, prompt: integer(counts.prompt_tokens), completion: integer(counts.completion_tokens) }]
  })
}

/** The counts of a usage object, each with the detail fields that break it down. */
export const DETAILS = [
  {
    of: 'prompt_tokens',
    in: 'prompt_tokens_details',
    parts: ['audio_tokens', 'cached_tokens', 'text_tokens', 'image_tokens'],
  },
  {
    of: 'completion_tokens',
    in: 'completion_tokens_details',
    parts: [
      'audio_tokens',
      'reasoning_tokens',
      'text_tokens',
      'accepted_prediction_tokens',
      'rejected_prediction_tokens',
    ],
  },
] as const
