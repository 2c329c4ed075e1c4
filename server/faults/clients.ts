/** What the contract allows and programs copied from a manual stumble over. */
import type { Fault } from '../twist.ts'
import { eachChoice } from '../variants/_edit.ts'

export default {
  'comments-between-events': {
    says: 'A comment stands before every event of a stream.',
    breaks: 'clients/data-lines-only',
    frames: (frames) => frames.map((frame) => `: keep-alive\n\n${frame}`),
  },
  'fragments-without-names': {
    says: 'The name of a function comes in a fragment of its own, before its arguments.',
    breaks: 'clients/name-in-every-fragment',
    chunks: (chunks) =>
      chunks.flatMap((chunk) => {
        const [choice] = chunk.choices
        const [fragment] = choice?.delta.tool_calls ?? []
        if (!fragment?.function?.name || !fragment.function.arguments) return [chunk]
        const { index, function: fn } = fragment
        const rest = { tool_calls: [{ index, function: { arguments: fn.arguments } }] }
        fragment.function = { name: fn.name, arguments: '' }
        return [chunk, { ...chunk, choices: [{ ...choice, delta: rest }] }]
      }),
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
