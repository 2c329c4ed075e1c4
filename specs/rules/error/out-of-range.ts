import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A number outside of its published bounds, or a fifth stop string, is rejected.',
  level: 'SHOULD',
  basis: 'published schema',
  source:
    'OpenAPI minimum, maximum and maxItems of ModelResponseProperties, CreateChatCompletionRequest and StopConfiguration',
  why: 'A silently clipped value looks as if it was applied, and an unchecked one has crashed several servers.',
  mend: 'Check the bounds before generation, and answer 400 with the name of the parameter in param.',
  wrong: '{"top_p": 1.1} → the connection closes',
  right: '{"top_p": 1.1} → 400',
  seen: ['https://github.com/NVIDIA/TensorRT-LLM/issues/6329', 'https://github.com/vllm-project/vllm/pull/4529'],
  on: [],
} satisfies Rule
