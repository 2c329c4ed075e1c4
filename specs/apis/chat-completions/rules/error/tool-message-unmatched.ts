import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A tool message without a matching call before it, or a call without a result, is rejected.',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference answers 400 in both directions',
  why: 'Agents that lose a message continue with a broken history and get a wrong answer.',
  mend: 'Check that every result has a call and every call a result, and answer 400 otherwise.',
  wrong: '[user, tool] → 500',
  right: '[user, tool] → 400',
  on: [],
} satisfies Rule
