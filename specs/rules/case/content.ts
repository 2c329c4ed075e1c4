import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'The text of a reply is what its case expects of any server.',
  level: 'MUST',
  basis: 'published schema',
  source: 'The expectation of the case (expect.content, a JSON Schema)',
  why: 'The case requires this of every server, whatever the model answers.',
  mend: 'Compare the reply with the request and the schema of the case.',
  wrong: 'expected {"minLength": 1} → {"content": ""}',
  right: 'expected {"minLength": 1} → {"content": "Hi"}',
  on: [],
} satisfies Rule
