import type { Rule } from '../../../../../src/model/index.ts'
import { calls } from '../_chat.ts'

export default {
  says: 'Every tool call has a non-empty id.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'OpenAPI ChatCompletionMessageToolCall › id; tool messages answer a call by its id',
  why: 'Semantic Kernel rejects the call, camel pairs results by id and drops messages, and strict providers reject the replayed history.',
  mend: 'Give each call its own id, such as call_ and 24 random letters.',
  wrong: '{"id": "", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}',
  right: '{"id": "call_Ab3", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}',
  seen: [
    'https://github.com/camel-ai/camel/issues/3027',
    'https://github.com/ggml-org/llama.cpp/issues/12279',
    'https://github.com/ggml-org/llama.cpp/issues/11992',
    'https://github.com/yigit353/langchain-qwq/issues/12',
  ],
  // tool-stream/first-fragment-identity checks the id of a streamed call.
  on: ['json'],
  of: ['chat'],
  *check(seen) {
    for (const { at, call } of calls(seen.result))
      if (call.id === '') yield { at: `${at}/id`, message: 'is empty; expected an id', got: call.id }
  },
} satisfies Rule<'json'>
