/** Chunks with a wrong shape. */

import type { Loose } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { inChunkChoices, inChunks, setField } from './_places.ts'

/** Changes every delta with text, and may change its choice. */
function inTextDeltas(change: (delta: Loose, choice: Loose) => unknown) {
  return inChunkChoices((choice) => choice.delta.content && change(choice.delta, choice))
}

export default defineFaults({
  'chunk/required-fields': {
    'chunk-created-missing': {
      says: 'Chunks have no created, no id and no model.',
      seen: 'https://github.com/mudler/LocalAI/pull/465',
      ...inChunks({ created: undefined, id: undefined, model: undefined }),
    },
    'usage-chunk-choices-null': {
      says: 'The choices of the usage chunk is null.',
      ...inChunks((chunk) => chunk.usage && Object.assign(chunk, { choices: null })),
    },
  },
  'chunk/object-const': {
    'chunk-object-completion': setField('chunk', 'object', 'chat.completion'),
    'chunk-blank-first': {
      says: 'A stream starts with a chunk whose fields are all empty.',
      also: ['stream/same-created', 'stream/same-id', 'stream/usage-null-elsewhere'],
      seen: 'https://github.com/seratch/ChatGPT-in-Slack/pull/49',
      chunks: (chunks) => [{ id: '', object: '', created: 0, model: '', choices: [] }, ...chunks],
    },
  },
  'chunk/finish-reason-enum': {
    'chunk-finish-reason-empty': {
      says: 'finish_reason is an empty string until the last chunk of a choice.',
      ...inChunkChoices({ finish_reason: (reason: unknown) => reason ?? '' }),
    },
    'chunk-finish-reason-eos': {
      says: 'The finish_reason of a stream is eos, the name of a token.',
      also: ['params/stop-sequences'],
      ...inChunkChoices({ finish_reason: (reason: unknown) => (reason === 'stop' ? 'eos' : reason) }),
    },
  },
  'chunk/choice-required-fields': {
    'chunk-finish-reason-left-out': {
      says: 'finish_reason is absent until the last chunk of a choice.',
      seen: 'https://github.com/perplexityai/api-discussion/issues/235',
      ...inChunkChoices((choice) => choice.finish_reason === null && delete choice.finish_reason),
    },
  },
  'chunk/delta-types': {
    'delta-role-empty': {
      ...setField('text-delta', 'role', ''),
      seen: 'https://github.com/vercel/ai/pull/15464',
    },
    'delta-role-null': {
      ...setField('text-delta', 'role', null),
      seen: 'https://github.com/langchain-ai/langchainjs/pull/11470',
    },
    'delta-tool-calls-null': {
      ...setField('text-delta', 'tool_calls', null),
      seen: 'https://github.com/anomalyco/opencode/issues/28427',
    },
    'delta-function-call-null': setField('text-delta', 'function_call', null),
    'delta-content-parts': {
      says: 'The content of a delta is an array of content parts.',
      also: ['structured/json-object', 'structured/json-schema-strict'],
      ...inTextDeltas((delta) => (delta.content = [{ type: 'text', text: delta.content }])),
    },
  },
  'chunk/delta-not-message': {
    'delta-beside-message': {
      says: 'The text of a chunk is also in message.',
      ...inTextDeltas((delta, choice) => (choice.message = { role: 'assistant', content: delta.content })),
    },
    'delta-beside-text': {
      says: 'The text of a chunk is also in text, as at the legacy completions endpoint.',
      ...inTextDeltas((delta, choice) => (choice.text = delta.content)),
    },
  },
  'chunk/delta-incremental': {
    'deltas-cumulative': {
      says: 'Each delta holds all of the text so far.',
      also: ['params/max-completion-tokens', 'structured/json-object', 'structured/json-schema-strict'],
      seen: 'https://github.com/NVIDIA/TensorRT-LLM/issues/3280',
      chunks: (chunks) => {
        const soFar = new Map<number, string>()
        for (const { choices } of chunks)
          for (const { index, delta } of choices) {
            if (!delta.content) continue
            delta.content = (soFar.get(index) ?? '') + delta.content
            soFar.set(index, delta.content)
          }
      },
    },
    'answer-repeated-at-end': {
      says: 'The last delta repeats the complete text.',
      also: ['structured/json-object', 'structured/json-schema-strict'],
      seen: 'https://github.com/infiniflow/ragflow/pull/15443',
      chunks: (chunks) => {
        const text = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
        for (const { choices } of chunks) if (text && choices[0]?.finish_reason) choices[0].delta.content = text
      },
    },
  },
  'chunk/first-delta-content': {
    'first-delta-role-alone': {
      says: 'The first delta has a role and no content.',
      seen: 'https://github.com/xorbitsai/inference/issues/1113',
      ...inChunkChoices((choice) => choice.delta.role && Object.assign(choice, { delta: { role: choice.delta.role } })),
    },
  },
})
