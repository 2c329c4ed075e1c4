/** The outcomes: their order in tables, their signs, and which of them stands for a group. */
import type { Outcome, Totals } from '../src/model.ts'

/** The outcomes in the order of the tables. */
export const OUTCOMES: readonly (keyof Totals)[] = [
  'pass',
  'warn',
  'fail',
  'inconclusive',
  'unsupported',
  'error',
  'skip',
]

export const SIGN: Readonly<Record<Outcome, string>> = {
  pass: '✓',
  warn: '▲',
  fail: '✗',
  inconclusive: '?',
  unsupported: '○',
  skip: '-',
  error: '!',
}

/** The outcome that stands for a group is the one that matters most in it. */
const WORST: readonly Outcome[] = ['fail', 'error', 'warn', 'inconclusive', 'unsupported', 'pass', 'skip']

/** The outcome that stands for these. */
export function worstOf(outcomes: readonly Outcome[]): Outcome {
  return WORST.find((outcome) => outcomes.includes(outcome)) ?? 'skip'
}
