/** The form of a file of faults: a table by the rule that each fault breaks. */
import type { Fault } from '../twist.ts'

/** Turns a table, rule by rule and fault by fault, into faults by id. An id that is there twice is an error. */
export function defineFaults(table: Readonly<Record<string, Readonly<Record<string, Omit<Fault, 'breaks'>>>>>) {
  const faults: Record<string, Fault> = {}
  for (const [breaks, ofRule] of Object.entries(table))
    for (const [id, fault] of Object.entries(ofRule)) {
      if (faults[id]) throw new Error(`fault ${id} is defined twice`)
      faults[id] = { ...fault, breaks }
    }
  return faults
}
