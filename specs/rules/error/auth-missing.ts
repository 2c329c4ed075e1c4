import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A server that wants a key answers 401 without one.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI security ApiKeyAuth (bearer); error codes guide',
  why: 'Libraries choose the error class by the status: a 400 or 500 hides that the key is missing.',
  mend: 'Answer 401 with the error envelope.',
  wrong: 'no Authorization → 500',
  right: 'no Authorization → 401',
  on: [],
} satisfies Rule
