/** Freedoms of how a reply is cut into chunks. */
import type { Loose, Variant } from '../twist.ts'
import { eachChoice, eachChunk, joinLogprobs, joinNeighbours, only, split } from './_edit.ts'

const deltas = 'How much of a reply a delta holds is up to the server; an empty one is legal.'
const order = 'Chunks of different choices may come in any order and may share a chunk.'
const optional = 'The member is optional in the published chunk schema.'

const isText = ({ delta, finish_reason }: Loose) => typeof delta.content === 'string' && finish_reason === null

const saysNothing = ({ delta }: Loose) => Object.values(delta).every((member) => !member)

/** Two fragments of the same call, as their choices hold them; undefined if they are not. */
function sameCall(before: Loose, after: Loose): [Loose, Loose] | undefined {
  const [a, beside] = before.delta.tool_calls ?? []
  const [b, another] = after.delta.tool_calls ?? []
  const alone = !beside && !another && !after.delta.role && after.finish_reason === null
  return alone && a?.function && b?.function && a.index === b.index ? [a, b] : undefined
}

/** Joins the arguments of neighbouring fragments of one call, from the head on or only those after it. */
function joinArguments(before: Loose, after: Loose, withHead: boolean): Loose | undefined {
  const pair = sameCall(before, after)
  if (!pair || (pair[0].id && !withHead)) return undefined
  pair[0].function.arguments += pair[1].function.arguments
  return before
}

export default {
  'role-with-text': {
    says: 'The role comes in one delta with the first text or call.',
    allowed: 'The role stands in the first delta, alone or not.',
    chunks: (chunks) =>
      joinNeighbours(chunks, (before, after) =>
        before.delta.role && before.delta.content !== undefined && !before.joined && after.finish_reason === null
          ? Object.defineProperty({ ...after, delta: { ...before.delta, ...after.delta } }, 'joined', { value: true })
          : undefined,
      ),
  },
  'finish-with-text': {
    says: 'finish_reason comes with the last text or the last part of a call.',
    allowed: 'A finish chunk may hold the last fragment.',
    chunks: (chunks) =>
      joinNeighbours(chunks, (before, after) =>
        after.finish_reason !== null && saysNothing(after) && !before.delta.role
          ? { ...before, finish_reason: after.finish_reason }
          : undefined,
      ),
  },
  'finish-with-empty-content': {
    says: 'The delta of the finish chunk has empty content.',
    allowed: deltas,
    chunks: (chunks) =>
      eachChoice(chunks, (choice) => {
        if (choice.finish_reason !== null && !Object.keys(choice.delta).length) choice.delta = { content: '' }
      }),
  },
  'empty-deltas': {
    says: 'Empty deltas come between the others.',
    allowed: deltas,
    chunks: (chunks) =>
      split(chunks, (choice) => (isText(choice) ? [choice, { ...choice, delta: {}, logprobs: null }] : [choice])),
  },
  'content-whole': {
    says: 'All text of a choice comes in one delta.',
    allowed: deltas,
    chunks: (chunks) =>
      joinNeighbours(chunks, (before, after) =>
        isText(before) && isText(after) && !before.delta.role
          ? {
              ...before,
              delta: { content: before.delta.content + after.delta.content },
              logprobs: joinLogprobs(before.logprobs, after.logprobs),
            }
          : undefined,
      ),
  },
  'content-by-character': {
    says: 'Each delta holds one character.',
    allowed: deltas,
    chunks: (chunks) =>
      split(chunks, (choice) =>
        isText(choice) && choice.delta.content
          ? [...choice.delta.content].map((content, i) => ({
              ...choice,
              delta: { ...(i ? {} : choice.delta), content },
              logprobs: i ? null : choice.logprobs,
            }))
          : [choice],
      ),
  },
  'arguments-whole': {
    says: 'All arguments of a call come in one fragment after its head.',
    allowed: deltas,
    chunks: (chunks) => joinNeighbours(chunks, (before, after) => joinArguments(before, after, false)),
  },
  'call-whole': {
    says: 'A call comes in one fragment with its id, name and all arguments.',
    allowed: deltas,
    chunks: (chunks) => joinNeighbours(chunks, (before, after) => joinArguments(before, after, true)),
  },
  'arguments-by-character': {
    says: 'Each fragment of a call holds one character of its arguments.',
    allowed: deltas,
    chunks: (chunks) =>
      split(chunks, (choice) => {
        const [call, beside] = choice.delta.tool_calls ?? []
        if (beside || !call?.function?.arguments || choice.finish_reason !== null) return [choice]
        const { index, function: fn, ...identity } = call
        return [...fn.arguments].map((text, i) => {
          const fragment = i
            ? { index, function: { arguments: text } }
            : { index, ...identity, function: { ...fn, arguments: text } }
          return { ...choice, delta: { ...(i ? {} : choice.delta), tool_calls: [fragment] } }
        })
      }),
  },
  'calls-share-a-chunk': {
    says: 'The last fragment of a call and the head of the next one come in one chunk.',
    allowed: 'delta.tool_calls is an array: fragments of different calls may stand in it.',
    chunks: (chunks) =>
      joinNeighbours(chunks, (before, after) => {
        const earlier = before.delta.tool_calls
        const [next] = after.delta.tool_calls ?? []
        if (!next?.id || !earlier || earlier.some((call: Loose) => call.index === next.index)) return undefined
        return { ...before, delta: { ...before.delta, tool_calls: [...earlier, next] } }
      }),
  },
  'choices-one-after-the-other': {
    says: 'With several choices each is streamed to its end before the next begins.',
    allowed: order,
    chunks: (chunks) => {
      const at = (chunk: Loose) => only(chunk)?.index ?? Infinity
      return [...chunks].sort((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b)))
    },
  },
  'choices-share-chunks': {
    says: 'Chunks of different choices that come together are one chunk.',
    allowed: order,
    chunks: (chunks) => {
      const kept: Loose[] = []
      for (const chunk of chunks) {
        const [last] = kept.slice(-1)
        const next = only(chunk)
        const room = next && last?.choices.length && last.choices.every((choice: Loose) => choice.index < next.index)
        if (room) last.choices.push(next)
        else kept.push(chunk)
      }
      return kept
    },
  },
  'chunks-without-logprobs': {
    says: 'Choices of chunks have no logprobs where there are none.',
    allowed: optional,
    chunks: (chunks) =>
      eachChoice(chunks, (choice) => {
        if (choice.logprobs === null) delete choice.logprobs
      }),
  },
  'deltas-without-refusal': {
    says: 'Deltas do not mention refusal.',
    allowed: optional,
    chunks: (chunks) => eachChoice(chunks, ({ delta }) => delete delta.refusal),
  },
  'usage-null-unasked': {
    says: 'Chunks have usage: null although nobody asked for usage.',
    allowed: 'The member is nullable, and null says what its absence says.',
    chunks: (chunks) =>
      eachChunk(chunks, (chunk) => {
        chunk.usage ??= null
      }),
  },
  obfuscation: {
    says: 'Chunks carry obfuscation unless it was switched off.',
    allowed: 'The contract sends the member by default.',
    chunks: (chunks, { body }) => {
      const options = body?.stream_options as Loose
      if (options?.include_obfuscation === false) return
      for (const [i, chunk] of chunks.entries()) chunk.obfuscation = 'x'.repeat(1 + (i % 7))
    },
  },
  'azure-first-chunk': {
    says: 'The first chunk has no choices, empty strings, created 0 and the results of the prompt filter.',
    allowed: 'Azure OpenAI documents this chunk; its members have the published types.',
    chunks: (chunks) => {
      const usage = 'usage' in (chunks[0] ?? {}) ? { usage: null } : {}
      const prompt_filter_results = [{ prompt_index: 0, content_filter_results: {} }]
      return [{ id: '', object: '', created: 0, model: '', prompt_filter_results, choices: [], ...usage }, ...chunks]
    },
  },
  'filter-results-first': {
    says: 'The first chunk has no choices but the results of the prompt filter, under the id of the stream.',
    allowed: 'A gateway before Azure OpenAI may fill in what that leaves empty; the members have the published types.',
    chunks: (chunks) => {
      const prompt_filter_results = [{ prompt_index: 0, content_filter_results: {} }]
      return [{ ...chunks[0], choices: [], prompt_filter_results }, ...chunks]
    },
  },
} satisfies Record<string, Variant>
