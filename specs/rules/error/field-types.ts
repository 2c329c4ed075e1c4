import type { Rule } from '../../../src/model/index.ts'
import { bySchema } from '../_helpers.ts'
import { isOfContract } from './_refusal.ts'

export default {
  says: 'In an error object message and type are strings, param and code strings or null.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI Error › properties',
  why: 'Clients compare code with texts such as context_length_exceeded; a number never matches and fails typed clients.',
  mend: 'Send a machine-readable text as code, or null; the status is in the status line.',
  wrong: '{"error":{"message":"No.","type":"BadRequestError","param":null,"code":400}}',
  right: '{"error":{"message":"No.","type":"invalid_request_error","param":null,"code":null}}',
  seen: [
    'https://github.com/vllm-project/vllm/issues/35438',
    'https://github.com/sgl-project/sglang/issues/33504',
    'https://github.com/lm-sys/FastChat/issues/1833',
  ],
  on: ['error'],
  *check(seen) {
    if (isOfContract(seen)) yield* bySchema('error/field-types')(seen)
  },
} satisfies Rule<'error'>
