/** `diff`: what changed from one report to the next. */
import { difference } from '../difference.ts'
import { readReport } from '../read-report.ts'
import { loadDifference } from '../registry.ts'
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
