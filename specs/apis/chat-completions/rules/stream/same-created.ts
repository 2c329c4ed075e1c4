import type { Rule } from '../../../../../src/model/index.ts'
import { findChanges } from './_stream.ts'

export default {
  says: 'All chunks of a stream have the same created.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionStreamResponse › created (each chunk has the same timestamp)',
  why: 'created is the time of the reply; if it changes with every chunk, a message has several dates.',
  mend: 'Take the time once per reply and put it in every chunk.',
  wrong: '{"created":1767225600,…} then {"created":1767225601,…}',
  right: '{"created":1767225600,…} then {"created":1767225600,…}',
  seen: ['https://github.com/NVIDIA/TensorRT-LLM/pull/14708', 'https://github.com/ggml-org/llama.cpp/issues/5876'],
  on: ['stream'],
  *check(seen) {
    for (const { at, got, usual } of findChanges(seen, 'created', 'number'))
      yield { at, message: `differs from the other chunks; expected ${usual}`, got }
  },
} satisfies Rule<'stream'>
