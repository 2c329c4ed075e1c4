import type { Rule } from '../../../src/model/index.ts'
import { bySchema } from '../_helpers.ts'

export default {
  says: 'A whole number is sent as a JSON number without a fraction, never as a string or null.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI CreateChatCompletionResponse and CreateChatCompletionStreamResponse › type: integer of index and created',
  why: 'Typed clients (Go, Java, .NET, Rust) fail to decode the whole reply; the others compare and sort wrong.',
  mend: 'Send index and created as integers.',
  wrong: '{"index":"0","delta":{}}',
  right: '{"index":0,"delta":{}}',
  seen: ['https://github.com/QuantumNous/new-api/issues/1131'],
  on: ['json', 'stream'],
  check: bySchema('json/integer-fields'),
} satisfies Rule<'json' | 'stream'>
