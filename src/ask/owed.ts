/** Whether a case expects a success or a refusal, by the statuses that it accepts. */
import type { Expectation } from '../model/index.ts'

/** Accepted statuses of an expectation; a success where it names none. */
export function statusesOf({ status }: Expectation): readonly (number | string)[] {
  return status ?? ['2xx']
}

/** A success, a refusal, or either. */
export function owedBy(expectation: Expectation): 'success' | 'refusal' | 'either' {
  const classes = new Set(statusesOf(expectation).map((status) => String(status)[0]))
  // Where even a failure is accepted, the request is faulty on purpose, and the rules about errors say how it is refused.
  if (classes.has('5') && classes.has('4')) return 'refusal'
  if (classes.size > 1) return 'either'
  return classes.has('2') ? 'success' : 'refusal'
}
