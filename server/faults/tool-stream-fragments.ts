/** Streams whose tool calls come in wrong pieces. */
import type { Fault, Loose } from '../twist.ts'
import { eachChoice, split } from '../variants/_edit.ts'

/** Changes the arguments of all functions in streams only. */
function perStreamedArguments(change: (text: string) => string): Pick<Fault, 'answers'> {
  return {
    answers: (answers, { streamed }) => {
      if (!streamed) return undefined
      for (const call of answers.flatMap(({ calls }) => calls)) call.arguments = change(call.arguments)
      return undefined
    },
  }
}

export default {
  'call-function-missing-later': {
    says: 'A fragment with nothing but an index ends each call.',
    breaks: 'tool-stream/function-member-present',
    chunks: (chunks) =>
      split(chunks, (choice) => {
        const [call] = choice.delta.tool_calls ?? []
        return call ? [choice, { ...choice, delta: { tool_calls: [{ index: call.index }] } }] : [choice]
      }),
  },
  'call-identity-without-function': {
    says: 'A call opens with id and type, and its name comes with the next fragment.',
    breaks: 'tool-stream/function-member-present',
    chunks: (chunks) =>
      split(chunks, (choice) => {
        const [call] = choice.delta.tool_calls ?? []
        if (!call?.id || !call.function) return [choice]
        const { index, id, type, function: fn } = call
        return [[{ index, id, type }], [{ index, function: fn }]].map((tool_calls) => ({
          ...choice,
          delta: { ...choice.delta, tool_calls },
        }))
      }),
  },
  'call-fragments-doubled': {
    says: 'A chunk has the head of a call and a second fragment of it.',
    breaks: 'tool-stream/one-fragment-per-index',
    ...perTwo((head) => Boolean(head.id)),
  },
  'call-arguments-doubled': {
    says: 'A chunk has two pieces of the arguments of a call.',
    breaks: 'tool-stream/one-fragment-per-index',
    ...perTwo((head) => !head.id),
  },
  'calls-interleaved': {
    says: 'Fragments of parallel calls take turns.',
    breaks: 'tool-stream/not-interleaved',
    chunks: (chunks) => {
      const indexOf = (chunk: Loose) => chunk.choices[0].delta.tool_calls[0].index
      const isCall = (chunk: Loose) => chunk.choices.length === 1 && chunk.choices[0].delta.tool_calls
      const calls = chunks.filter(isCall)
      const first = chunks.findIndex(isCall)
      if (first < 0) return chunks
      const indexes = [...new Set(calls.map(indexOf))]
      const groups = indexes.map((index) => calls.filter((chunk: Loose) => indexOf(chunk) === index))
      const longest = Math.max(...groups.map((group) => group.length))
      const turns = Array.from({ length: longest }, (_, i) => groups.flatMap((group) => group.slice(i, i + 1)))
      return [...chunks.slice(0, first), ...turns.flat(), ...chunks.slice(first + calls.length)]
    },
  },
  'calls-headed-first': {
    says: 'The heads of all parallel calls come before their arguments.',
    breaks: 'tool-stream/not-interleaved',
    chunks: (chunks) => {
      const calls = chunks.filter((chunk: Loose) => chunk.choices[0]?.delta.tool_calls)
      const first = chunks.findIndex((chunk: Loose) => chunk.choices[0]?.delta.tool_calls)
      if (first < 0) return chunks
      const isHead = (chunk: Loose) => Boolean(chunk.choices[0].delta.tool_calls[0].id)
      const sorted = [...calls.filter(isHead), ...calls.filter((chunk) => !isHead(chunk))]
      return [...chunks.slice(0, first), ...sorted, ...chunks.slice(first + calls.length)]
    },
  },
  'call-arguments-cumulative': {
    says: 'Each fragment holds the arguments so far.',
    breaks: 'tool-stream/arguments-concatenate',
    also: ['tool/strict-arguments-match-schema'],
    chunks: (chunks) => {
      const soFar = new Map<string, string>()
      return eachChoice(chunks, ({ index, delta }) => {
        for (const fragment of delta.tool_calls ?? []) {
          if (!fragment.function) continue
          const key = `${index}/${fragment.index}`
          soFar.set(key, (soFar.get(key) ?? '') + fragment.function.arguments)
          fragment.function.arguments = soFar.get(key)
        }
      })
    },
  },
  'call-arguments-end-lost': {
    says: 'The closing brace of streamed arguments is lost.',
    breaks: 'tool-stream/arguments-concatenate',
    also: ['tool/strict-arguments-match-schema'],
    seen: 'https://github.com/vllm-project/vllm/issues/32152',
    ...perStreamedArguments((text) => text.slice(0, -1)),
  },
  'call-arguments-beginning-lost': {
    says: 'The opening brace of streamed arguments is lost.',
    breaks: 'tool-stream/arguments-concatenate',
    also: ['tool/strict-arguments-match-schema'],
    seen: 'https://github.com/vllm-project/vllm/issues/15274',
    ...perStreamedArguments((text) => text.slice(1)),
  },
  'call-arguments-twice': {
    says: 'Streamed arguments come a second time in the last fragment.',
    breaks: 'tool-stream/arguments-concatenate',
    also: ['tool/strict-arguments-match-schema'],
    ...perStreamedArguments((text) => text + text),
  },
  'call-arguments-prose': {
    says: 'The arguments of a streamed call are words of the model.',
    breaks: 'tool-stream/arguments-concatenate',
    also: ['tool/strict-arguments-match-schema'],
    seen: 'https://github.com/vllm-project/vllm/issues/13078',
    ...perStreamedArguments(() => 'Hello! How can I help?'),
  },
  'call-arguments-differ-in-stream': {
    says: 'Values of streamed arguments lose their last letter.',
    breaks: 'tool-stream/equals-non-stream',
    also: ['tool/strict-arguments-match-schema'],
    ...perStreamedArguments((text) => text.replace(/([a-z])"(?=[,}])/gi, '"')),
  },
  'second-call-lost-in-stream': {
    says: 'A stream has the first call of an answer only.',
    breaks: 'tool-stream/equals-non-stream',
    answers: (answers, { streamed }) => {
      if (streamed) for (const answer of answers) answer.calls.splice(1)
      return undefined
    },
  },
  'call-other-name-in-stream': {
    says: 'The name of a streamed call is prefixed.',
    breaks: 'tool-stream/equals-non-stream',
    also: ['tool/choice-allowed-tools', 'tool/choice-named'],
    answers: (answers, { streamed }) => {
      if (streamed) for (const call of answers.flatMap(({ calls }) => calls)) call.name = `functions.${call.name}`
      return undefined
    },
  },
} satisfies Record<string, Fault>

/** Puts a fragment and the next one of the same call into one chunk. */
function perTwo(isFirst: (fragment: Loose) => boolean): Pick<Fault, 'chunks'> {
  return {
    chunks: (chunks) => {
      const kept: Loose[] = []
      for (const chunk of chunks) {
        const [before] = kept.slice(-1)
        const [a] = before?.choices[0]?.delta.tool_calls ?? []
        const [b] = chunk.choices[0]?.delta.tool_calls ?? []
        const isSame = a && b && a.index === b.index && before.choices[0].index === chunk.choices[0].index
        const fits = isSame && isFirst(a) && before.choices[0].delta.tool_calls.length === 1
        if (fits) before.choices[0].delta.tool_calls.push(b)
        else kept.push(chunk)
      }
      return kept
    },
  }
}
