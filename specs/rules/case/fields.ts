import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A part of a reply is what its case expects of any server.',
  level: 'MUST',
  basis: 'published schema',
  source: 'The expectation of the case (expect.fields, JSON Schema by JSONPath)',
  why: 'The case says what is owed whatever the model is like.',
  mend: 'Look at the request of the case, the path and its schema.',
  wrong: 'expected {"$.model": {"type": "string"}} → {"model": null}',
  right: 'expected {"$.model": {"type": "string"}} → {"model": "m"}',
  on: [],
} satisfies Rule
