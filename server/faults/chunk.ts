/** Chunks of a wrong shape. */
import type { Fault, Loose, Twist } from '../twist.ts'

/** Changes every choice of every chunk. */
const everyChoice = (change: (choice: Loose, chunk: Loose) => void): Pick<Twist, 'chunks'> => ({
  chunks: (chunks) => {
    for (const chunk of chunks) for (const choice of chunk.choices) change(choice, chunk)
  },
})

/** Changes every delta that carries text. */
const everyText = (change: (delta: Loose, choice: Loose) => void) =>
  everyChoice((choice) => {
    if (choice.delta.content) change(choice.delta, choice)
  })

export default {
  'chunk-created-missing': {
    says: 'Chunks have no created, no id and no model.',
    breaks: 'chunk/required-fields',
    seen: 'https://github.com/mudler/LocalAI/pull/465',
    chunks: (chunks) => {
      for (const chunk of chunks) for (const member of ['created', 'id', 'model']) delete chunk[member]
    },
  },
  'usage-chunk-choices-null': {
    says: 'choices of the usage chunk is null.',
    breaks: 'chunk/required-fields',
    chunks: (chunks) => {
      for (const chunk of chunks) if (chunk.usage) chunk.choices = null
    },
  },
  'chunk-object-completion': {
    says: 'Chunks call themselves chat.completion.',
    breaks: 'chunk/object-const',
    chunks: (chunks) => {
      for (const chunk of chunks) chunk.object = 'chat.completion'
    },
  },
  'chunk-blank-first': {
    says: 'A stream begins with a chunk that has nothing but blank members.',
    breaks: 'chunk/object-const',
    also: ['stream/same-created', 'stream/same-id', 'stream/usage-null-elsewhere'],
    seen: 'https://github.com/seratch/ChatGPT-in-Slack/pull/49',
    chunks: (chunks) => [{ id: '', object: '', created: 0, model: '', choices: [] }, ...chunks],
  },
  'chunk-finish-reason-empty': {
    says: 'finish_reason is empty until the end.',
    breaks: 'chunk/finish-reason-enum',
    ...everyChoice((choice) => {
      choice.finish_reason ??= ''
    }),
  },
  'chunk-finish-reason-eos': {
    says: 'A stream ends with the name of a token.',
    breaks: 'chunk/finish-reason-enum',
    also: ['params/stop-sequences'],
    ...everyChoice((choice) => {
      if (choice.finish_reason === 'stop') choice.finish_reason = 'eos'
    }),
  },
  'chunk-finish-reason-left-out': {
    says: 'finish_reason is left out until the end.',
    breaks: 'chunk/choice-required-fields',
    seen: 'https://github.com/perplexityai/api-discussion/issues/235',
    ...everyChoice((choice) => {
      if (choice.finish_reason === null) delete choice.finish_reason
    }),
  },
  'delta-role-empty': {
    says: 'role is empty in every delta with text.',
    breaks: 'chunk/delta-types',
    seen: 'https://github.com/vercel/ai/pull/15464',
    ...everyText((delta) => {
      delta.role = ''
    }),
  },
  'delta-role-null': {
    says: 'role is null in every delta with text.',
    breaks: 'chunk/delta-types',
    seen: 'https://github.com/langchain-ai/langchainjs/pull/11470',
    ...everyText((delta) => {
      delta.role = null
    }),
  },
  'delta-tool-calls-null': {
    says: 'tool_calls is null in every delta with text.',
    breaks: 'chunk/delta-types',
    seen: 'https://github.com/anomalyco/opencode/issues/28427',
    ...everyText((delta) => {
      delta.tool_calls = null
    }),
  },
  'delta-function-call-null': {
    says: 'function_call is null in every delta with text.',
    breaks: 'chunk/delta-types',
    ...everyText((delta) => {
      delta.function_call = null
    }),
  },
  'delta-content-parts': {
    says: 'content of a delta is an array of parts.',
    breaks: 'chunk/delta-types',
    also: ['structured/json-object', 'structured/json-schema-strict'],
    ...everyText((delta) => {
      delta.content = [{ type: 'text', text: delta.content }]
    }),
  },
  'delta-beside-message': {
    says: 'The text of a chunk stands in message too.',
    breaks: 'chunk/delta-not-message',
    ...everyText((delta, choice) => {
      choice.message = { role: 'assistant', content: delta.content }
    }),
  },
  'delta-beside-text': {
    says: 'The text of a chunk stands in text too, as at the older endpoint.',
    breaks: 'chunk/delta-not-message',
    ...everyText((delta, choice) => {
      choice.text = delta.content
    }),
  },
  'deltas-cumulative': {
    says: 'Each delta holds the whole text so far.',
    breaks: 'chunk/delta-incremental',
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
    says: 'The last delta holds the complete answer again.',
    breaks: 'chunk/delta-incremental',
    also: ['structured/json-object', 'structured/json-schema-strict'],
    seen: 'https://github.com/infiniflow/ragflow/pull/15443',
    chunks: (chunks) => {
      const said = chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')
      for (const { choices } of chunks) if (said && choices[0]?.finish_reason) choices[0].delta.content = said
    },
  },
  'first-delta-role-alone': {
    says: 'The first delta has a role and no content.',
    breaks: 'chunk/first-delta-content',
    seen: 'https://github.com/xorbitsai/inference/issues/1113',
    ...everyChoice((choice) => {
      if (choice.delta.role) choice.delta = { role: choice.delta.role }
    }),
  },
} satisfies Record<string, Fault>
