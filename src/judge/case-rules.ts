/** The rules of what only cases decide: of each part of an expectation, and of what all cases of a run show together. */
import type { Unmet } from './expect.ts'

type Part = Unmet['part'] | 'form-refused' | 'combination-refused' | 'unavailable'

/** Id of the rule. */
export function caseRule(part: Part): string {
  return `case/${part}`
}
