import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A reply has a status that its case accepts.',
  level: 'MUST',
  basis: 'published schema',
  source: 'The expectation of the case (expect.status; a success where it says nothing)',
  why: 'A valid request that fails is of no use to anybody, and an invalid one that succeeds hides a mistake.',
  mend: 'Look at the request of the case and answer it with the status that it states.',
  wrong: 'expected 2xx → 500',
  right: 'expected 2xx → 200',
  on: [],
} satisfies Rule
