import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A fault of the request is refused with 4xx, not 5xx.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 9110 sections 15.5 (client error) and 15.6 (server error)',
  why: 'Both official libraries send a request again twice after a 5xx: three times the load, and the caller waits for an error that will not go away.',
  mend: 'Validate the request before the model sees it, and answer with 400 and an error object.',
  wrong: 'temperature: "hot" → 500',
  right: 'temperature: "hot" → 400 {"error":{…,"param":"temperature",…}}',
  seen: [
    'https://github.com/sgl-project/sglang/issues/33504',
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/2322',
  ],
  on: ['error'],
  *check({ owed, status }) {
    // A server that is busy or being started (503, 529) says nothing about this request.
    if (owed !== 'refusal' || status < 500 || status === 503 || status === 529) return
    yield { at: '/status', message: `is ${status} for a request that is at fault`, got: status }
  },
} satisfies Rule<'error'>
