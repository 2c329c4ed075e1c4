/** Legal differences in how a reply is split into chunks. */
import type { Loose, Variant } from '../twist.ts'
import { eachChoice, eachChunk, joinLogprobs, joinNeighbours, only, split } from './_edit.ts'

const deltas = 'The server decides how much of a reply a delta holds; an empty delta is legal.'
const order = 'Different choices may be streamed in any order and may share a chunk.'
const nullable = 'content is nullable in the published delta, and null adds nothing to the text.'
const optional = 'The field is optional in the published chunk schema.'

const isText = ({ delta, finish_reason }: Loose) => typeof delta.content === 'string' && finish_reason === null

const isEmpty = ({ delta }: Loose) => Object.values(delta).every((member) => !member)

/** The fragments of two choices, if they belong to the same call. */
function fragmentsOfCall(before: Loose, after: Loose): [Loose, Loose] | undefined {
  const [a, other] = before.delta.tool_calls ?? []
  const [b, another] = after.delta.tool_calls ?? []
  const isAlone = !other && !another && !after.delta.role && after.finish_reason === null
  return isAlone && a?.function && b?.function && a.index === b.index ? [a, b] : undefined
}

/** Joins the arguments of consecutive fragments of one call, with or without the first fragment. */
function joinArguments(before: Loose, after: Loose, withFirst: boolean): Loose | undefined {
  const pair = fragmentsOfCall(before, after)
  if (!pair || (pair[0].id && !withFirst)) return undefined
  pair[0].function.arguments += pair[1].function.arguments
  return before
}

export default {
  'role-with-text': {
    says: 'The role is in one delta with the first text or call.',
    allowed: 'The role is in the first delta, which may hold more.',
    chunks: (chunks) =>
      joinNeighbours(chunks, (before, after) =>
        before.delta.role && before.delta.content !== undefined && !before.joined && after.finish_reason === null
          ? Object.defineProperty({ ...after, delta: { ...before.delta, ...after.delta } }, 'joined', { value: true })
          : undefined,
      ),
  },
  'finish-with-text': {
    says: 'finish_reason is in one chunk with the last text or the last fragment of a call.',
    allowed: 'The chunk with the finish_reason may hold the last fragment.',
    chunks: (chunks) =>
      joinNeighbours(chunks, (before, after) =>
        after.finish_reason !== null && isEmpty(after) && !before.delta.role
          ? { ...before, finish_reason: after.finish_reason }
          : undefined,
      ),
  },
  'finish-with-empty-content': {
    says: 'The content of the delta with the finish_reason is an empty string.',
    allowed: deltas,
    chunks: (chunks) =>
      eachChoice(chunks, (choice) => {
        if (choice.finish_reason !== null && !Object.keys(choice.delta).length) choice.delta = { content: '' }
      }),
  },
  'empty-deltas': {
    says: 'Empty deltas are sent between the others.',
    allowed: deltas,
    chunks: (chunks) =>
      split(chunks, (choice) => (isText(choice) ? [choice, { ...choice, delta: {}, logprobs: null }] : [choice])),
  },
  'content-whole': {
    says: 'All text of a choice is in one delta.',
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
    says: 'All arguments of a call are in its second fragment.',
    allowed: deltas,
    chunks: (chunks) => joinNeighbours(chunks, (before, after) => joinArguments(before, after, false)),
  },
  'call-whole': {
    says: 'A call is sent in one fragment with its id, name and all arguments.',
    allowed: deltas,
    chunks: (chunks) => joinNeighbours(chunks, (before, after) => joinArguments(before, after, true)),
  },
  'arguments-by-character': {
    says: 'Each fragment of a call holds one character of its arguments.',
    allowed: deltas,
    chunks: (chunks) =>
      split(chunks, (choice) => {
        const [call, other] = choice.delta.tool_calls ?? []
        if (other || !call?.function?.arguments || choice.finish_reason !== null) return [choice]
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
    says: 'The last fragment of a call and the first fragment of the next call are in one chunk.',
    allowed: 'delta.tool_calls is an array: it may hold fragments of different calls.',
    chunks: (chunks) =>
      joinNeighbours(chunks, (before, after) => {
        const earlier = before.delta.tool_calls
        const [next] = after.delta.tool_calls ?? []
        if (!next?.id || !earlier || earlier.some((call: Loose) => call.index === next.index)) return undefined
        return { ...before, delta: { ...before.delta, tool_calls: [...earlier, next] } }
      }),
  },
  'choices-one-after-the-other': {
    says: 'With several choices, each one is streamed to its end before the next one starts.',
    allowed: order,
    chunks: (chunks) => {
      const indexOf = (chunk: Loose) => only(chunk)?.index ?? Infinity
      return [...chunks].sort((a, b) => (indexOf(a) === indexOf(b) ? 0 : indexOf(a) - indexOf(b)))
    },
  },
  'choices-share-chunks': {
    says: 'Consecutive chunks of different choices are sent as one chunk.',
    allowed: order,
    chunks: (chunks) => {
      const joined: Loose[] = []
      for (const chunk of chunks) {
        const [last] = joined.slice(-1)
        const next = only(chunk)
        const fits = next && last?.choices.length && last.choices.every((choice: Loose) => choice.index < next.index)
        if (fits) last.choices.push(next)
        else joined.push(chunk)
      }
      return joined
    },
  },
  'chunks-without-logprobs': {
    says: 'Choices of chunks leave out a logprobs that is null.',
    allowed: optional,
    chunks: (chunks) =>
      eachChoice(chunks, (choice) => {
        if (choice.logprobs === null) delete choice.logprobs
      }),
  },
  'deltas-without-refusal': {
    says: 'Deltas have no refusal.',
    allowed: optional,
    chunks: (chunks) => eachChoice(chunks, ({ delta }) => delete delta.refusal),
  },
  'usage-null-unasked': {
    says: 'Chunks have usage: null, also without include_usage.',
    allowed: 'The field is nullable, and null means the same as its absence.',
    chunks: (chunks) =>
      eachChunk(chunks, (chunk) => {
        chunk.usage ??= null
      }),
  },
  obfuscation: {
    says: 'Chunks have obfuscation, unless the request turns it off.',
    allowed: 'In the contract the field is sent by default.',
    chunks: (chunks, { body }) => {
      const options = body?.stream_options as Loose
      if (options?.include_obfuscation === false) return
      for (const [i, chunk] of chunks.entries()) chunk.obfuscation = 'x'.repeat(1 + (i % 7))
    },
  },
  'azure-first-chunk': {
    says: 'The first chunk has no choices, empty strings, created 0 and the results of the prompt filter.',
    allowed: 'Azure OpenAI documents this chunk; its fields have the published types.',
    chunks: (chunks) => {
      const usage = 'usage' in (chunks[0] ?? {}) ? { usage: null } : {}
      const prompt_filter_results = [{ prompt_index: 0, content_filter_results: {} }]
      return [{ id: '', object: '', created: 0, model: '', prompt_filter_results, choices: [], ...usage }, ...chunks]
    },
  },
  'filter-results-first': {
    says: 'The first chunk has no choices, the results of the prompt filter and the id of the stream.',
    allowed: 'A gateway to Azure OpenAI may fill in the empty fields; they have the published types.',
    chunks: (chunks) => {
      const prompt_filter_results = [{ prompt_index: 0, content_filter_results: {} }]
      return [{ ...chunks[0], choices: [], prompt_filter_results }, ...chunks]
    },
  },
  'content-null-first': {
    says: 'The content of the delta with the role is null.',
    allowed: nullable,
    chunks: (chunks) =>
      eachChoice(chunks, ({ delta }) => {
        if (delta.role && delta.content === '') delta.content = null
      }),
  },
  'content-null-with-calls': {
    says: 'Deltas with fragments of calls have content: null.',
    allowed: nullable,
    chunks: (chunks) =>
      eachChoice(chunks, ({ delta }) => {
        if (delta.tool_calls) delta.content = null
      }),
  },
  'content-null-last': {
    says: 'The delta with the finish_reason has content: null.',
    allowed: nullable,
    chunks: (chunks) =>
      eachChoice(chunks, (choice) => {
        if (choice.finish_reason) choice.delta = { content: null, ...choice.delta }
      }),
  },
} satisfies Record<string, Variant>
