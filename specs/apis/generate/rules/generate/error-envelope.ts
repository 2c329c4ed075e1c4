import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'An error reply has an object error with a message and a type.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'ModelTC/LightLLM: lightllm/server/api_errors.py',
  why: 'Clients show error.message; without it they show nothing or fail.',
  mend: 'Write {"error": {"message", "type", "param", "code"}} in every error reply.',
  wrong: '{"detail": "no"}',
  right: '{"error":{"message":"no","type":"BadRequestError","param":null,"code":400}}',
  on: ['error'],
  *check(seen) {
    if (seen.endpoint === 'other' || seen.status < 400) return
    if (seen.body !== undefined) return yield* bySchema('generate/error-envelope')(seen)
    if (seen.exchange.ended === 'complete')
      yield { at: '/body', message: 'is not JSON; expected an error object', got: seen.text.slice(0, 200) }
  },
} satisfies Rule<'error'>
