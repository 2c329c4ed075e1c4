import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A tool message that answers no call before it, and calls without an answer, are refused.',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference answers 400 in both directions',
  why: 'Agents that lose a message go on with a broken history, and the answer is wrong.',
  mend: 'Check that results and calls belong together, and answer 400 otherwise.',
  wrong: '[user, tool] → 500',
  right: '[user, tool] → 400',
  on: [],
} satisfies Rule
