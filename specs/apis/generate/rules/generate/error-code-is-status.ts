import type { Rule } from '../../../../../src/model/index.ts'
import { object } from '../../../../rules/_helpers.ts'

export default {
  says: 'The code of an error equals the HTTP status.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'ModelTC/LightLLM: lightllm/server/api_errors.py',
  why: 'Programs that keep only the body use the code to decide whether to retry.',
  mend: 'Write the HTTP status into error.code.',
  wrong: '400 {"error":{…"code":500}}',
  right: '400 {"error":{…"code":400}}',
  on: ['error'],
  *check(seen) {
    const code = object(object(seen.body)?.error)?.code
    if (seen.endpoint !== 'other' && typeof code === 'number' && code !== seen.status)
      yield { at: '/error/code', message: `is not the HTTP status, ${seen.status}`, got: code }
  },
} satisfies Rule<'error'>
