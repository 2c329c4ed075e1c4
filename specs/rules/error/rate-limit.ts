import type { Rule } from '../../../src/model/index.ts'
import { envelopeFaults, isOfContract } from './_refusal.ts'

export default {
  says: 'A 429 carries the error object.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI components › responses › TooManyRequests › content',
  why: 'Clients tell a rate limit, which is worth a retry, from a used-up quota by error.code.',
  mend: 'Answer with {"error":{…,"code":"rate_limit_exceeded"}}, from the gateway too.',
  wrong: '429 Too Many Requests (text/plain)',
  right: '{"error":{"message":"Slow down.","type":"requests","param":null,"code":"rate_limit_exceeded"}}',
  on: ['error'],
  *check(seen) {
    if (isOfContract(seen) && seen.status === 429) yield* envelopeFaults(seen)
  },
} satisfies Rule<'error'>
