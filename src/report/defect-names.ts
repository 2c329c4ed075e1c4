/** Names of defects that mean the same in several reports. */
import { fieldOf } from '../../text/findings.ts'
import type { Defect } from '../model/index.ts'

/**
 * A function to the name of a defect: its rule, and where a report breaks the rule in several ways also the field that the
 * example is about. The number in the id of a defect depends on what else the report has.
 */
export function nameAcrossReports(lists: readonly (readonly Defect[])[]): (defect: Defect) => string {
  const several = new Set(lists.flatMap((defects) => repeated(defects.map(({ rule }) => rule))))
  return ({ rule, example }) => (several.has(rule) ? `${rule} ${fieldOf(example.at)}`.trimEnd() : rule)
}

function repeated(values: readonly string[]): readonly string[] {
  return values.filter((value, i) => values.indexOf(value) < i)
}
