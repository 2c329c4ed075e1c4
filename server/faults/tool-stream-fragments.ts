/** Streams whose tool calls are cut into fragments wrongly. */
import type { Fault, Loose } from '../twist.ts'
import { eachChoice, split } from '../variants/_edit.ts'
import { inAnswers } from './_answers.ts'
import { defineFaults } from './_define.ts'

/** Changes every call of a streamed reply. */
const inStreamedCalls = (change: (call: { name: string; arguments: string }) => unknown) =>
  inAnswers(({ calls }, { streamed }) => streamed && calls.forEach(change))

/** Changes the arguments of every call of a streamed reply. */
const inStreamedArguments = (change: (text: string) => string) =>
  inStreamedCalls((call) => (call.arguments = change(call.arguments)))

const also = ['tool/strict-arguments-match-schema']

const callsOf = (chunk: Loose) => chunk.choices[0]?.delta.tool_calls

/** Sorts the chunks with calls, which follow one another. */
function sortCalls(sort: (calls: Loose[]) => Loose[]): Pick<Fault, 'chunks'> {
  return {
    chunks: (chunks) => {
      const calls = chunks.filter(callsOf)
      const first = chunks.findIndex(callsOf)
      return first < 0 ? chunks : chunks.toSpliced(first, calls.length, ...sort(calls))
    },
  }
}

/** Joins a fragment and the next one of the same call in one chunk. */
function joinFragments(isFirst: (fragment: Loose) => boolean): Pick<Fault, 'chunks'> {
  return {
    chunks: (chunks) => {
      const joined: Loose[] = []
      for (const chunk of chunks) {
        const [before] = joined.slice(-1)
        const [a] = before?.choices[0]?.delta.tool_calls ?? []
        const [b] = chunk.choices[0]?.delta.tool_calls ?? []
        const isSame = a && b && a.index === b.index && before.choices[0].index === chunk.choices[0].index
        const fits = isSame && isFirst(a) && before.choices[0].delta.tool_calls.length === 1
        if (fits) before.choices[0].delta.tool_calls.push(b)
        else joined.push(chunk)
      }
      return joined
    },
  }
}

export default defineFaults({
  'tool-stream/function-member-present': {
    'call-function-missing-later': {
      says: 'Each call ends with a fragment that has only an index.',
      chunks: (chunks) =>
        split(chunks, (choice) => {
          const [call] = choice.delta.tool_calls ?? []
          return call ? [choice, { ...choice, delta: { tool_calls: [{ index: call.index }] } }] : [choice]
        }),
    },
    'call-identity-without-function': {
      says: 'The first fragment of a call has id and type, and its name comes with the next fragment.',
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
  },
  'tool-stream/one-fragment-per-index': {
    'call-fragments-doubled': {
      says: 'One chunk has the first and the second fragment of a call.',
      ...joinFragments((fragment) => Boolean(fragment.id)),
    },
    'call-arguments-doubled': {
      says: 'One chunk has two fragments of the arguments of a call.',
      ...joinFragments((fragment) => !fragment.id),
    },
  },
  'tool-stream/not-interleaved': {
    'calls-interleaved': {
      says: 'The fragments of parallel calls alternate.',
      ...sortCalls((calls) => {
        const indexOf = (chunk: Loose) => callsOf(chunk)[0].index
        const groups = [...new Set(calls.map(indexOf))].map((index) => calls.filter((call) => indexOf(call) === index))
        const longest = Math.max(...groups.map((group) => group.length))
        return Array.from({ length: longest }, (_, i) => groups.flatMap((group) => group.slice(i, i + 1))).flat()
      }),
    },
    'calls-headed-first': {
      says: 'The first fragments of all parallel calls come before their arguments.',
      ...sortCalls((calls) => {
        const isFirst = (chunk: Loose) => Boolean(callsOf(chunk)[0].id)
        return [...calls.filter(isFirst), ...calls.filter((chunk) => !isFirst(chunk))]
      }),
    },
  },
  'tool-stream/arguments-concatenate': {
    'call-arguments-cumulative': {
      says: 'Each fragment holds all of the arguments so far.',
      also,
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
      says: 'The closing brace of streamed arguments is missing.',
      also,
      seen: 'https://github.com/vllm-project/vllm/issues/32152',
      ...inStreamedArguments((text) => text.slice(0, -1)),
    },
    'call-arguments-beginning-lost': {
      says: 'The opening brace of streamed arguments is missing.',
      also,
      seen: 'https://github.com/vllm-project/vllm/issues/15274',
      ...inStreamedArguments((text) => text.slice(1)),
    },
    'call-arguments-twice': {
      says: 'The last fragment repeats all of the streamed arguments.',
      also,
      ...inStreamedArguments((text) => text + text),
    },
    'call-arguments-prose': {
      says: 'The arguments of a streamed call are prose of the model.',
      also,
      seen: 'https://github.com/vllm-project/vllm/issues/13078',
      ...inStreamedArguments(() => 'Hello! How can I help?'),
    },
  },
  'tool-stream/equals-non-stream': {
    'call-arguments-differ-in-stream': {
      says: 'String values in streamed arguments lose their last letter.',
      also,
      ...inStreamedArguments((text) => text.replace(/([a-z])"(?=[,}])/gi, '"')),
    },
    'second-call-lost-in-stream': {
      says: 'A stream has only the first call of a reply.',
      ...inAnswers(({ calls }, { streamed }) => streamed && calls.splice(1)),
    },
    'call-other-name-in-stream': {
      says: 'The name of a streamed call has a prefix.',
      also: ['tool/choice-allowed-tools', 'tool/choice-named'],
      ...inStreamedCalls((call) => (call.name = `functions.${call.name}`)),
    },
  },
})
