import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'Every request gets a reply.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 section 3.4; RFC 9112 section 9.5',
  why: 'A connection that closes without a status line gives the client no reason; libraries retry the request, and one that kills the process affects all users.',
  mend: 'Catch failures of a request within that request, and answer them with a 4xx or 5xx error object.',
  wrong: 'POST … → connection closed',
  right:
    'POST … → 400 {"error":{"message":"top_k must be positive","type":"invalid_request_error","param":"top_k","code":null}}',
  seen: ['https://github.com/NVIDIA/TensorRT-LLM/issues/6329', 'https://github.com/vllm-project/vllm/pull/4529'],
  on: ['unreadable'],
  *check({ exchange: { ended, problem } }) {
    if (ended !== 'hung-up') return
    yield {
      at: '',
      message: 'the connection was closed without a reply',
      ...(problem === undefined ? {} : { got: problem }),
    }
  },
} satisfies Rule<'unreadable'>
