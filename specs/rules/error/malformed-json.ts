import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A body that is not well-formed JSON is refused.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'RFC 9110 section 15.5.1; the reference answers 400',
  why: 'Programs that build JSON by hand learn of their mistake only from a clear refusal. Answers of 5xx are sent three times by the official libraries, and a 200 hides the mistake.',
  mend: 'Answer 400 with the error envelope when the body cannot be parsed, also when something follows the JSON.',
  wrong: '{"model": "m", → 500',
  right: '{"model": "m", → 400',
  on: [],
} satisfies Rule
