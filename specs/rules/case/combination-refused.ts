import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A target that has accepted two features accepts them together.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'The schema of the request allows them together; frameworks combine what they found to work',
  why: 'Applications turn features on one by one. A combination that fails is found last, by their users.',
  mend: 'Accept the features together.',
  wrong: 'tools → 200, stream → 200, tools with stream → 400',
  right: 'tools → 200, stream → 200, tools with stream → 200',
  on: [],
} satisfies Rule
