import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A completion that is not streamed has usage.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'OpenAPI CreateChatCompletionResponse › usage (optional; the reference always sends it)',
  why: 'Clients that count or bill tokens read usage without checking that it is present.',
  mend: 'Count the tokens of the prompt and the answer, and send them in usage.',
  wrong: '{"id":"chatcmpl-1",…,"choices":[…]}',
  right: '{"id":"chatcmpl-1",…,"choices":[…],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}',
  seen: ['https://github.com/openvinotoolkit/model_server/issues/2626'],
  on: ['json'],
  of: ['chat'],
  *check({ result }) {
    if (result.usage === undefined && Array.isArray(result.choices))
      yield { at: '/usage', message: 'is missing from a reply that is not streamed' }
  },
} satisfies Rule<'json'>
