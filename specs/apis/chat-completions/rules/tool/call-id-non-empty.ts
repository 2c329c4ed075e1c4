import type { Rule } from '../../../../../src/model/index.ts'
import { calls } from '../_chat.ts'

export default {
  says: 'Every tool call has an id that is not empty.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'OpenAPI ChatCompletionMessageToolCall › id; tool messages answer a call by its id',
  why: 'Semantic Kernel refuses the call, camel pairs results by id and throws messages away, and strict providers refuse the replayed history.',
  mend: 'Give each call an id of its own, such as call_ and 24 random letters.',
  wrong: '{"id": "", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}',
  right: '{"id": "call_Ab3", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}',
  seen: [
    'https://github.com/camel-ai/camel/issues/3027',
    'https://github.com/ggml-org/llama.cpp/issues/12279',
    'https://github.com/ggml-org/llama.cpp/issues/11992',
    'https://github.com/yigit353/langchain-qwq/issues/12',
  ],
  // The id of a streamed call belongs to tool-stream/first-fragment-identity.
  on: ['json'],
  of: ['chat'],
  *check(seen) {
    for (const { at, call } of calls(seen.result))
      if (call.id === '') yield { at: `${at}/id`, message: 'is empty', got: call.id }
  },
} satisfies Rule<'json'>
