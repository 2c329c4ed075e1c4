import type { Rule } from '../../../src/model/index.ts'
import { checkEnvelope, isOfContract } from './_refusal.ts'

export default {
  says: 'An error reply is a JSON object with the field error, an object with message, type, param and code.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ErrorResponse › required, Error › required',
  why: 'Clients read error.message and error.code; with any other form the user sees "400 status code (no body)" and programs cannot distinguish errors.',
  mend: 'Give every error handler, including the one of the web framework, the form {"error":{"message":…,"type":…,"param":…,"code":…}}.',
  wrong: '{"object":"error","message":"No.","type":"BadRequestError","param":null,"code":400}',
  right: '{"error":{"message":"No.","type":"invalid_request_error","param":"max_tokens","code":null}}',
  seen: [
    'https://github.com/sgl-project/sglang/issues/33504',
    'https://github.com/vllm-project/vllm/issues/6174',
    'https://github.com/lm-sys/FastChat/issues/1833',
  ],
  on: ['error'],
  *check(seen) {
    // error/rate-limit checks 429.
    if (isOfContract(seen) && (seen.lacks?.has('status') || seen.status !== 429)) yield* checkEnvelope(seen)
  },
} satisfies Rule<'error'>
