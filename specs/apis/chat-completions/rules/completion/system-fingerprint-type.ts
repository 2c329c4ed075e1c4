import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'system_fingerprint is a string or absent.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI CreateChatCompletionResponse and CreateChatCompletionStreamResponse › system_fingerprint (string, not nullable)',
  why: 'Clients generated from the published schema reject null. The official libraries accept it.',
  mend: 'Omit the field if you have no fingerprint.',
  wrong: '"system_fingerprint": null',
  right: '"system_fingerprint": "fp_44709d6fcb"',
  on: ['json', 'stream'],
  of: ['chat'],
  check: bySchema('completion/system-fingerprint-type'),
} satisfies Rule<'json' | 'stream'>
