import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'The arguments of a call are a string that contains JSON, not a JSON object and not null.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionMessageToolCall › function › arguments (type string)',
  why: 'Clients parse the string: an object becomes "[object Object]" in openai-node, raises an error in LangChain, or the tool runs with empty arguments.',
  mend: 'Serialise the arguments to a JSON string before they go into the reply.',
  wrong: '{"name": "get_weather", "arguments": {"city": "Paris"}}',
  right: '{"name": "get_weather", "arguments": "{\\"city\\": \\"Paris\\"}"}',
  seen: [
    'https://github.com/ggml-org/llama.cpp/issues/20198',
    'https://github.com/ggml-org/llama.cpp/pull/20202',
    'https://github.com/BerriAI/litellm/pull/37792',
    'https://github.com/sipeed/picoclaw/pull/1292',
    'https://github.com/mrdushidush/claudette/pull/238',
    'https://github.com/huggingface/text-generation-inference/issues/2136',
    'https://github.com/huggingface/text-generation-inference/pull/2949',
  ],
  on: ['json'],
  of: ['chat'],
  check: bySchema('tool/arguments-string'),
} satisfies Rule<'json'>
