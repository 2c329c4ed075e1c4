/** What the contract allows and programs copied from a manual stumble over. */
import type { Fault } from '../twist.ts'
import { eachChoice } from '../variants/_edit.ts'

export default {
  'comments-between-events': {
    says: 'A comment stands before every event of a stream.',
    breaks: 'clients/data-lines-only',
    frames: (frames) => frames.map((frame) => `: keep-alive\n\n${frame}`),
  },
  'deltas-without-empty-content': {
    says: 'A delta whose content would be empty has none.',
    breaks: 'clients/content-in-every-delta',
    chunks: (chunks) =>
      eachChoice(chunks, ({ delta }) => {
        if (delta.content === '') delete delta.content
      }),
  },
} satisfies Record<string, Fault>
