/** `diff`: what changed from one report to the next. */

import { loadDifference } from '../ask/registry.ts'
import { difference } from '../report/difference.ts'
import { readReport } from '../report/read-report.ts'
import { EXIT } from './exit-code.ts'
import { openForms } from './forms.ts'

export interface DiffFlags {
  readonly reporter?: readonly string[]
}

/**
 * Tells what changed; the exit code: 1 if a rule fails that held before.
 * @throws UsageError for a broken report
 */
export async function diffCommand(before: string, after: string, flags: DiffFlags): Promise<number> {
  const tellAll = await openForms(flags.reporter ?? [], loadDifference)
  const found = difference(readReport(before), readReport(after))
  tellAll(found)
  return found.broken.length ? EXIT.doesNotConform : EXIT.conforms
}
