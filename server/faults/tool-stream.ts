/** Streams whose tool calls are numbered or named wrongly. */
import type { Fault, Loose } from '../twist.ts'
import { eachChoice } from '../variants/_edit.ts'

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
    ...perFragment((fragment) => {
      if (fragment.type) fragment.type = 'tool'
    }),
  },
  'call-arguments-as-object': {
    says: 'The arguments of a streamed call are an object.',
    breaks: 'tool-stream/fragment-types',
    seen: 'https://github.com/BerriAI/litellm/pull/37792',
    ...perFragment(({ function: fn }, isFirst) => {
      if (fn && isFirst) fn.arguments = {}
    }),
  },
  'call-id-as-number': {
    says: 'The id of a streamed call is a number.',
    breaks: 'tool-stream/fragment-types',
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
    ...perFragment((fragment) => delete fragment.type),
  },
  'call-type-missing-named-choice': {
    says: 'With a named tool_choice streamed calls have no type.',
    breaks: 'tool-stream/first-fragment-identity',
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
} satisfies Record<string, Fault>
