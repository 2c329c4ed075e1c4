/** The token counts of a reply. */
import type { JsonSeen, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { object } from '../../../../rules/_helpers.ts'

export interface CountsSeen {
  readonly at: string
  readonly counts: Wire
}

/** Every usage object of a reply with its place: the one of a completion, or those of the chunks. */
export function countsOf(seen: JsonSeen | StreamSeen): readonly CountsSeen[] {
  const owners = seen.kind === 'stream' ? seen.chunks.map(({ data }) => data) : [seen.result]
  return owners.flatMap(({ usage }, i) => {
    const counts = object(usage)
    return counts ? [{ at: seen.kind === 'stream' ? `/chunks/${i}/usage` : '/usage', counts }] : []
  })
}

/** The counts that hold for the whole reply: in a stream the last ones. */
export function finalCounts(seen: JsonSeen | StreamSeen): CountsSeen | undefined {
  return countsOf(seen).at(-1)
}

/** Members of a usage object and of its details that break it down, with the count that they are a part of. */
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
