import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'An invalid request is rejected with 4xx, not 5xx.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 sections 15.5 (client error) and 15.6 (server error)',
  why: 'Both official libraries retry twice after a 5xx: the load triples, and the caller waits for an error that will not go away.',
  mend: 'Validate the request before it reaches the model, and answer 400 with an error object.',
  wrong: 'temperature: "hot" → 500',
  right: 'temperature: "hot" → 400 {"error":{…,"param":"temperature",…}}',
  seen: [
    'https://github.com/sgl-project/sglang/issues/33504',
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2322',
  ],
  on: ['error'],
  *check({ owed, status }) {
    // A server that is busy or starting (503, 529) has not judged this request.
    if (owed !== 'refusal' || status < 500 || status === 503 || status === 529) return
    yield { at: '/status', message: `status ${status}; expected a 4xx for an invalid request`, got: status }
  },
} satisfies Rule<'error'>
