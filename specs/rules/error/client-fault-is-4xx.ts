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
  *check({ owed, status, request }) {
    // A server that is busy or starting (503, 529) has not judged this request.
    if (owed !== 'refusal' || status < 500 || status === 503 || status === 529) return
    const expected = hasOwnKey(request.headers) ? 'a 401 for a wrong key' : 'a 4xx for an invalid request'
    yield { at: '/status', message: `status ${status}; expected ${expected}`, got: status }
  },
} satisfies Rule<'error'>

/** The key of the user is in a request by the name of its variable: a key that is written out is one that a case made up. */
function hasOwnKey({ authorization }: Readonly<Record<string, string>>): boolean {
  return authorization !== undefined && !authorization.includes('$')
}
