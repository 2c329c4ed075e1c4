/** The outcomes: their order in tables, their signs, and which of them represents a group. */
import type { Outcome, Report, Totals } from '../src/model/index.ts'

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

/** The outcomes by how much they matter: the first one of a group represents it. */
const WORST: readonly Outcome[] = ['fail', 'error', 'warn', 'inconclusive', 'unsupported', 'pass', 'skip']

/** By how much they matter, for sorting: what fails is first. */
export function rankOf(outcome: Outcome): number {
  return WORST.indexOf(outcome)
}

/** The outcome that matters most. */
export function worstOf(outcomes: readonly Outcome[]): Outcome {
  return WORST.find((outcome) => outcomes.includes(outcome)) ?? 'skip'
}

/** The outcome that the verdict on a target looks like. */
export const OUTCOME_OF: Readonly<Record<Report['summary']['outcome'], Outcome>> = {
  conforms: 'pass',
  'does-not-conform': 'fail',
  'not-tested': 'error',
}

/** The worst outcome of counted cases, how many passed, and how many there are; undefined for no cases. */
export function summarizeTotals(totals: Totals): { worst: Outcome; passed: number; all: number } | undefined {
  const present = OUTCOMES.filter((outcome) => totals[outcome])
  if (!present.length) return undefined
  const all = present.reduce((sum, outcome) => sum + totals[outcome], 0)
  return { worst: worstOf(present), passed: totals.pass + totals.warn, all }
}
