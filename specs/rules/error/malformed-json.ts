import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A request body that is not well-formed JSON is rejected.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'RFC 9110 section 15.5.1; the reference answers 400',
  why: 'Programs that build JSON by hand learn of their mistake only from a clear error. The official libraries retry a 5xx twice, and a 200 hides the mistake.',
  mend: 'Answer 400 with an error object when the body cannot be parsed, or when anything follows the JSON.',
  wrong: '{"model": "m", → 500',
  right: '{"model": "m", → 400',
  on: [],
} satisfies Rule
