import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A field of a reply is what its case expects of any server.',
  level: 'MUST',
  basis: 'published schema',
  source: 'The expectation of the case (expect.fields, JSON Schema by JSONPath)',
  why: 'The case requires this of every server, whatever the model answers.',
  mend: 'Compare the reply with the request, the path and the schema of the case.',
  wrong: 'expected {"$.model": {"type": "string"}} → {"model": null}',
  right: 'expected {"$.model": {"type": "string"}} → {"model": "m"}',
  on: [],
} satisfies Rule
