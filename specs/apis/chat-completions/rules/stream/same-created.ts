import type { Rule } from '../../../../../src/model/index.ts'
import { changes } from './_stream.ts'

export default {
  says: 'All chunks of a stream have the same created.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionStreamResponse › created (each chunk has the same timestamp)',
  why: 'created says when the reply was made; one that moves with every chunk gives a message several dates.',
  mend: 'Take the time once per reply and put it on every chunk.',
  wrong: '{"created":1767225600,…} then {"created":1767225601,…}',
  right: '{"created":1767225600,…} then {"created":1767225600,…}',
  seen: ['https://github.com/NVIDIA/TensorRT-LLM/pull/14708', 'https://github.com/ggml-org/llama.cpp/issues/5876'],
  on: ['stream'],
  *check(seen) {
    for (const { at, got, usual } of changes(seen, 'created', 'number'))
      yield { at, message: `is not the time of the other chunks, ${usual}`, got }
  },
} satisfies Rule<'stream'>
