import type { Rule } from '../../../src/model/index.ts'
import { bySchema } from '../_helpers.ts'
import { isOfContract } from './_refusal.ts'

export default {
  says: 'In an error object, message and type are strings, and param and code are strings or null.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI Error › properties',
  why: 'Clients compare code with strings such as context_length_exceeded; a number never matches, and typed clients fail to decode it.',
  mend: 'Send a machine-readable string or null as code, and leave the number to the status line.',
  wrong: '{"error":{"message":"No.","type":"BadRequestError","param":null,"code":400}}',
  right: '{"error":{"message":"No.","type":"invalid_request_error","param":null,"code":null}}',
  seen: [
    'https://github.com/vllm-project/vllm/issues/35438',
    'https://github.com/sgl-project/sglang/issues/33504',
    'https://github.com/lm-sys/FastChat/issues/1833',
  ],
  on: ['error'],
  perField: true,
  *check(seen) {
    if (isOfContract(seen)) yield* bySchema('error/field-types')(seen)
  },
} satisfies Rule<'error'>
