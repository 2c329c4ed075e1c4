import type { Rule } from '../../../src/model/index.ts'
import { checkEnvelope, isOfContract } from './_refusal.ts'

export default {
  says: 'A 429 reply contains an error object.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI components › responses › TooManyRequests › content',
  why: 'Clients use error.code to distinguish a rate limit, which is worth a retry, from an exhausted quota.',
  mend: 'Answer with {"error":{…,"code":"rate_limit_exceeded"}}, also from the gateway.',
  wrong: '429 Too Many Requests (text/plain)',
  right: '{"error":{"message":"Slow down.","type":"requests","param":null,"code":"rate_limit_exceeded"}}',
  on: ['error'],
  *check(seen) {
    if (isOfContract(seen) && seen.status === 429) yield* checkEnvelope(seen)
  },
} satisfies Rule<'error'>
