import type { Rule } from '../../../../../src/model/index.ts'
import { findChanges } from './_stream.ts'

export default {
  says: 'All chunks of a stream have the same id.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionStreamResponse › id (each chunk has the same ID)',
  why: 'Clients that group chunks by id show one message per token and lose the parts of tool calls.',
  mend: 'Create the id once per reply and put it in every chunk, including the usage chunk.',
  wrong: '{"id":"chatcmpl-A",…} then {"id":"chatcmpl-B",…}',
  right: '{"id":"chatcmpl-A",…} then {"id":"chatcmpl-A",…}',
  seen: [
    'https://github.com/BerriAI/litellm/issues/1571',
    'https://github.com/BerriAI/litellm/issues/16584',
    'https://github.com/BerriAI/litellm/issues/38098',
    'https://github.com/BerriAI/litellm/issues/32607',
    'https://github.com/ggml-org/llama.cpp/issues/5876',
    'https://github.com/microsoft/foundry-local/issues/144',
    'https://github.com/NVIDIA/TensorRT-LLM/pull/14708',
  ],
  on: ['stream'],
  *check(seen) {
    for (const { at, got, usual } of findChanges(seen, 'id', 'string'))
      yield { at, message: `differs from the other chunks; expected ${JSON.stringify(usual)}`, got }
  },
} satisfies Rule<'stream'>
