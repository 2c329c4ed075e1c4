import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A reply has a status that its case accepts.',
  level: 'MUST',
  basis: 'published schema',
  source: 'The expectation of the case (expect.status; a success where it says nothing)',
  why: 'A valid request that fails is useless, and an invalid one that succeeds hides a mistake.',
  mend: 'Answer the request of the case with the status that the case expects.',
  wrong: 'expected 2xx → 500',
  right: 'expected 2xx → 200',
  on: [],
} satisfies Rule
