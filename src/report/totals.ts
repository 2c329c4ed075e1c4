import type { Outcome, Totals } from '../model/index.ts'

/** How many there are of each outcome. */
export function totals(judged: readonly { readonly outcome: Outcome }[]): Totals {
  const count = (outcome: Outcome): number => judged.filter((verdict) => verdict.outcome === outcome).length
  return {
    pass: count('pass'),
    warn: count('warn'),
    fail: count('fail'),
    inconclusive: count('inconclusive'),
    unsupported: count('unsupported'),
    skip: count('skip'),
    error: count('error'),
  }
}
