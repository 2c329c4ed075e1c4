/** Streams whose tool calls have a wrong index, id, type or name. */
import type { Fault, Loose } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { type Change, changeEach, places, setField } from './_places.ts'

/** Changes each fragment of each call. */
const inFragments = (change: Change) => changeEach(places.fragment, change)

/** Changes the first fragment of each call. */
const inFirstFragments = (change: (fragment: Loose) => unknown) =>
  inFragments((fragment) => fragment.function?.name && change(fragment))

/** Changes the later fragments of each call, together with the first one. */
function inLaterFragments(change: (fragment: Loose, first: Loose) => unknown): Pick<Fault, 'chunks'> {
  return {
    chunks: (chunks) => {
      const firsts = new Map<string, Loose>()
      for (const { index, delta } of chunks.flatMap(({ choices }) => choices))
        for (const fragment of delta.tool_calls ?? []) {
          const key = `${index}/${fragment.index}`
          const first = firsts.get(key)
          if (first && fragment.function) change(fragment, first)
          else firsts.set(key, fragment)
        }
    },
  }
}

/** Position of the tool with this name in the request. */
function positionOf(tools: Loose, name: string): number {
  return Math.max(
    0,
    (tools ?? []).findIndex((tool: Loose) => tool.function?.name === name),
  )
}

export default defineFaults({
  'tool-stream/index-integer': {
    'call-index-missing': {
      ...setField('fragment', 'index', undefined),
      seen: 'https://github.com/ollama/ollama/issues/7881',
    },
    'call-index-null': {
      ...setField('fragment', 'index', null),
      seen: 'https://github.com/openai/openai-python/issues/2806',
    },
    'call-index-missing-later': {
      says: 'Only the first fragment of a call has an index.',
      ...inFragments((fragment) => fragment.function?.name || delete fragment.index),
    },
    'call-index-as-text': { says: 'The index of a fragment is a string.', ...inFragments({ index: String }) },
  },
  'tool-stream/fragment-types': {
    'call-id-null-later': {
      says: 'The id of later fragments is null.',
      seen: 'https://github.com/Effect-TS/effect/pull/8333',
      ...inLaterFragments((fragment) => (fragment.id = null)),
    },
    'call-identity-null-later': {
      says: 'The id, type and name of later fragments are null.',
      seen: 'https://github.com/anomalyco/opencode/issues/43328',
      ...inLaterFragments((fragment) => {
        Object.assign(fragment, { id: null, type: null })
        fragment.function.name = null
      }),
    },
    'call-type-unknown': {
      says: 'The type of a streamed call is tool.',
      ...inFragments((fragment) => fragment.type && Object.assign(fragment, { type: 'tool' })),
    },
    'call-arguments-as-object': {
      says: 'The arguments of a streamed call is an object.',
      seen: 'https://github.com/BerriAI/litellm/pull/37792',
      ...inFirstFragments((fragment) => (fragment.function.arguments = {})),
    },
    'call-id-as-number': {
      says: 'The id of a streamed call is a number.',
      ...inFragments((fragment) => fragment.id && Object.assign(fragment, { id: 1 })),
    },
  },
  'tool-stream/indices-contiguous': {
    'call-index-from-1': {
      says: 'Streamed calls are numbered from 1.',
      seen: 'https://github.com/BerriAI/litellm/issues/11407',
      ...inFragments((fragment) => fragment.index++),
    },
    'call-index-is-position-of-tool': {
      says: 'The index of a streamed call is the position of its tool in the request.',
      seen: 'https://github.com/sgl-project/sglang/pull/38198',
      chunks: (chunks, { body }) => {
        const positions = new Map<string, number>()
        for (const choice of chunks.flatMap(({ choices }) => choices))
          for (const fragment of choice.delta.tool_calls ?? []) {
            const key = `${choice.index}/${fragment.index}`
            if (fragment.function?.name) positions.set(key, positionOf(body?.tools, fragment.function.name))
            fragment.index = positions.get(key) ?? fragment.index
          }
      },
    },
  },
  'tool-stream/distinct-index-per-call': {
    'call-index-always-0': setField('fragment', 'index', 0),
    'call-id-per-fragment': {
      says: 'Every fragment of a call has a new id.',
      ...inFragments((fragment, _, i) => (fragment.id = `call_${i}`)),
    },
  },
  'tool-stream/first-fragment-identity': {
    'call-type-missing': setField('fragment', 'type', undefined),
    'call-type-missing-named-choice': {
      says: 'With a named tool_choice, streamed calls have no type.',
      seen: 'https://github.com/vllm-project/vllm/issues/16340',
      ...inFragments((fragment, { body }) => typeof body?.tool_choice === 'object' && delete fragment.type),
    },
    'call-id-missing': setField('fragment', 'id', undefined),
    'call-id-late': {
      says: 'The id of a call comes with its second fragment.',
      ...inLaterFragments((fragment, first) => {
        if (first.id) fragment.id = first.id
        delete first.id
      }),
    },
    'call-name-empty': {
      says: 'The name of a streamed call is an empty string.',
      also: ['tool/choice-allowed-tools', 'tool/choice-named'],
      ...inFirstFragments((fragment) => (fragment.function.name = '')),
    },
  },
  'tool-stream/identity-not-repeated': {
    'call-name-in-every-fragment': {
      says: 'Every fragment repeats the name of the function.',
      seen: 'https://github.com/vllm-project/vllm/issues/13078',
      ...inLaterFragments((fragment, first) => (fragment.function.name = first.function.name)),
    },
    'call-identity-in-every-fragment': {
      says: 'Every fragment repeats id, type and name.',
      seen: 'https://github.com/NousResearch/hermes-agent/issues/8259',
      ...inLaterFragments((fragment, first) => {
        Object.assign(fragment, { id: first.id, type: first.type })
        fragment.function.name = first.function.name
      }),
    },
    'call-name-empty-later': {
      says: 'The name of later fragments is an empty string.',
      ...inLaterFragments((fragment) => (fragment.function.name = '')),
    },
  },
})
