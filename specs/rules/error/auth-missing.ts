import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A server that requires a key answers a request without one with 401.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI security ApiKeyAuth (bearer); error codes guide',
  why: 'Libraries choose the error class by the status: a 400 or 500 hides that the key is missing.',
  mend: 'Answer 401 with an error object.',
  wrong: 'no Authorization → 500',
  right: 'no Authorization → 401',
  on: [],
} satisfies Rule
