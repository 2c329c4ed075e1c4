import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'usage is an object with the integers prompt_tokens, completion_tokens and total_tokens.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CompletionUsage › required',
  why: 'Billing and rate limiting add up the three; a missing count or a string makes the sum NaN or throws an error.',
  mend: 'Send all three counts as integers, including 0.',
  wrong: '"usage": {"prompt_tokens":9,"total_tokens":12}',
  right: '"usage": {"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}',
  seen: ['https://github.com/NVIDIA/garak/pull/1760', 'https://github.com/SecretiveShell/MCP-Bridge/issues/48'],
  on: ['json', 'stream'],
  perField: true,
  of: ['chat'],
  check: bySchema('usage/required-fields'),
} satisfies Rule<'json' | 'stream'>
