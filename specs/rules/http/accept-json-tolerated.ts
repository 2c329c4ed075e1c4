import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'The server streams even if the request has Accept: application/json.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-python and openai-node: both send Accept: application/json with every request, streams included',
  why: 'Strict content negotiation (406, or one JSON object) makes streaming impossible with both official libraries.',
  mend: 'Decide by the stream parameter alone, and ignore the Accept header.',
  wrong: 'stream: true, Accept: application/json → 406',
  right: 'stream: true, Accept: application/json → 200 text/event-stream',
  on: [],
} satisfies Rule
