import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'system_fingerprint is a string or absent.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI CreateChatCompletionResponse and CreateChatCompletionStreamResponse › system_fingerprint (string, not nullable)',
  why: 'Clients generated from the published document refuse null. The official libraries take it.',
  mend: 'Leave the member out where you have none.',
  wrong: '"system_fingerprint": null',
  right: '"system_fingerprint": "fp_44709d6fcb"',
  on: ['json', 'stream'],
  of: ['chat'],
  check: bySchema('completion/system-fingerprint-type'),
} satisfies Rule<'json' | 'stream'>
