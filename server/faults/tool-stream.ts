/** Streams whose tool calls are put together wrongly. */
import type { Fault, Loose } from '../twist.ts'
import { eachChoice, split } from '../variants/_edit.ts'

/** Changes each fragment of each call; `isFirst` where it opens the call. */
function perFragment(change: (fragment: Loose, isFirst: boolean) => void): Pick<Fault, 'chunks'> {
  return {
    chunks: (chunks) =>
      eachChoice(chunks, ({ delta }) => {
        for (const fragment of delta.tool_calls ?? []) change(fragment, Boolean(fragment.function?.name))
      }),
  }
}

/** Changes the later fragments of each call, knowing the first. */
function perLater(change: (fragment: Loose, first: Loose) => void): Pick<Fault, 'chunks'> {
  return {
    chunks: (chunks) => {
      const firsts = new Map<string, Loose>()
      return eachChoice(chunks, ({ index, delta }) => {
        for (const fragment of delta.tool_calls ?? []) {
          const key = `${index}/${fragment.index}`
          const first = firsts.get(key)
          if (first && fragment.function) change(fragment, first)
          else firsts.set(key, fragment)
        }
      })
    },
  }
}

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

/** Position of the tool of that name in the request. */
function positionIn(tools: Loose, name: string): number {
  return Math.max(
    0,
    (tools ?? []).findIndex((tool: Loose) => tool.function?.name === name),
  )
}

export default {
  'call-index-missing': {
    says: 'Fragments of a call have no index.',
    breaks: 'tool-stream/index-integer',
    seen: 'https://github.com/ollama/ollama/issues/7881',
    ...perFragment((fragment) => delete fragment.index),
  },
  'call-index-null': {
    says: 'The index of fragments is null.',
    breaks: 'tool-stream/index-integer',
    seen: 'https://github.com/openai/openai-python/issues/2806',
    ...perFragment((fragment) => {
      fragment.index = null
    }),
  },
  'call-index-missing-later': {
    says: 'Only the first fragment of a call has an index.',
    breaks: 'tool-stream/index-integer',
    ...perFragment((fragment, isFirst) => isFirst || delete fragment.index),
  },
  'call-index-as-text': {
    says: 'The index of fragments is a string.',
    breaks: 'tool-stream/index-integer',
    ...perFragment((fragment) => {
      fragment.index = String(fragment.index)
    }),
  },
  'call-id-null-later': {
    says: 'Later fragments have id null.',
    breaks: 'tool-stream/fragment-types',
    seen: 'https://github.com/Effect-TS/effect/pull/8333',
    ...perLater((fragment) => {
      fragment.id = null
    }),
  },
  'call-identity-null-later': {
    says: 'Later fragments have id, type and name null.',
    breaks: 'tool-stream/fragment-types',
    seen: 'https://github.com/anomalyco/opencode/issues/43328',
    ...perLater((fragment) => {
      fragment.id = null
      fragment.type = null
      fragment.function.name = null
    }),
  },
  'call-type-unknown': {
    says: 'The type of a streamed call is tool.',
    breaks: 'tool-stream/fragment-types',
    also: ['conversation/tool-round-trip'],
    ...perFragment((fragment) => {
      if (fragment.type) fragment.type = 'tool'
    }),
  },
  'call-arguments-as-object': {
    says: 'The arguments of a streamed call are an object.',
    breaks: 'tool-stream/fragment-types',
    also: ['conversation/tool-round-trip'],
    seen: 'https://github.com/BerriAI/litellm/pull/37792',
    ...perFragment(({ function: fn }, isFirst) => {
      if (fn && isFirst) fn.arguments = {}
    }),
  },
  'call-id-as-number': {
    says: 'The id of a streamed call is a number.',
    breaks: 'tool-stream/fragment-types',
    also: ['conversation/tool-round-trip'],
    ...perFragment((fragment) => {
      if (fragment.id) fragment.id = 1
    }),
  },
  'call-index-from-1': {
    says: 'Streamed calls are counted from 1.',
    breaks: 'tool-stream/indices-contiguous',
    seen: 'https://github.com/BerriAI/litellm/issues/11407',
    ...perFragment((fragment) => {
      fragment.index += 1
    }),
  },
  'call-index-is-position-of-tool': {
    says: 'The index of a streamed call is the position of the tool in the request.',
    breaks: 'tool-stream/indices-contiguous',
    seen: 'https://github.com/sgl-project/sglang/pull/38198',
    chunks: (chunks, { body }) => {
      const names = new Map<string, number>()
      return eachChoice(chunks, (choice) => {
        for (const fragment of choice.delta.tool_calls ?? []) {
          const key = `${choice.index}/${fragment.index}`
          if (fragment.function?.name) names.set(key, positionIn(body?.tools, fragment.function.name))
          fragment.index = names.get(key) ?? fragment.index
        }
      })
    },
  },
  'call-index-always-0': {
    says: 'All streamed calls have index 0.',
    breaks: 'tool-stream/distinct-index-per-call',
    ...perFragment((fragment) => {
      fragment.index = 0
    }),
  },
  'call-id-per-fragment': {
    says: 'Every fragment of a call has a fresh id.',
    breaks: 'tool-stream/distinct-index-per-call',
    chunks: (chunks) => {
      let count = 0
      return eachChoice(chunks, ({ delta }) => {
        for (const fragment of delta.tool_calls ?? []) fragment.id = `call_${count++}`
      })
    },
  },
  'call-type-missing': {
    says: 'Streamed calls have no type.',
    breaks: 'tool-stream/first-fragment-identity',
    also: ['conversation/tool-round-trip'],
    ...perFragment((fragment) => delete fragment.type),
  },
  'call-type-missing-named-choice': {
    says: 'With a named tool_choice streamed calls have no type.',
    breaks: 'tool-stream/first-fragment-identity',
    also: ['conversation/tool-round-trip'],
    seen: 'https://github.com/vllm-project/vllm/issues/16340',
    chunks: (chunks, { body }) => {
      if (typeof body?.tool_choice !== 'object') return
      eachChoice(chunks, ({ delta }) => {
        for (const fragment of delta.tool_calls ?? []) delete fragment.type
      })
    },
  },
  'call-id-missing': {
    says: 'Streamed calls have no id.',
    breaks: 'tool-stream/first-fragment-identity',
    also: ['conversation/tool-round-trip'],
    ...perFragment((fragment) => delete fragment.id),
  },
  'call-id-late': {
    says: 'The id of a call comes with its second fragment.',
    breaks: 'tool-stream/first-fragment-identity',
    ...perLater((fragment, first) => {
      if (first.id) fragment.id = first.id
      delete first.id
    }),
  },
  'call-name-empty': {
    says: 'The name of a streamed call is empty.',
    breaks: 'tool-stream/first-fragment-identity',
    also: ['tool/choice-allowed-tools', 'tool/choice-named'],
    ...perFragment(({ function: fn }, isFirst) => {
      if (isFirst) fn.name = ''
    }),
  },
  'call-name-in-every-fragment': {
    says: 'Every fragment repeats the name of the function.',
    breaks: 'tool-stream/identity-not-repeated',
    seen: 'https://github.com/vllm-project/vllm/issues/13078',
    ...perLater((fragment, first) => {
      fragment.function.name = first.function.name
    }),
  },
  'call-identity-in-every-fragment': {
    says: 'Every fragment repeats id, type and name.',
    breaks: 'tool-stream/identity-not-repeated',
    seen: 'https://github.com/NousResearch/hermes-agent/issues/8259',
    ...perLater((fragment, first) => {
      fragment.id = first.id
      fragment.type = first.type
      fragment.function.name = first.function.name
    }),
  },
  'call-name-empty-later': {
    says: 'Later fragments have an empty name.',
    breaks: 'tool-stream/identity-not-repeated',
    ...perLater((fragment) => {
      fragment.function.name = ''
    }),
  },
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
