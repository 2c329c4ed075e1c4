import type { Rule } from '../../../src/model/index.ts'
import { bySchema } from '../_helpers.ts'

export default {
  says: 'An integer field is a JSON number without a fraction, never a string or null.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI CreateChatCompletionResponse and CreateChatCompletionStreamResponse › type: integer of index and created',
  why: 'Typed clients (Go, Java, .NET, Rust) fail to decode the complete reply; others compare and sort incorrectly.',
  mend: 'Send index and created as integers.',
  wrong: '{"index":"0","delta":{}}',
  right: '{"index":0,"delta":{}}',
  seen: ['https://github.com/QuantumNous/new-api/issues/1131'],
  on: ['json', 'stream'],
  perField: true,
  check: bySchema('json/integer-fields'),
} satisfies Rule<'json' | 'stream'>
