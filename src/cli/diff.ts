/** `diff`: what changed between two reports. */

import { loadDifference, loadRules } from '../ask/registry.ts'
import { diffReports } from '../report/difference.ts'
import { readReport } from '../report/read-report.ts'
import { EXIT } from './exit-code.ts'
import { openFormats } from './formats.ts'

export interface DiffFlags {
  readonly reporter?: readonly string[]
}

/**
 * Writes what changed; the exit code: 1 if a rule fails that passed before.
 * @throws UsageError for a broken report
 */
export async function diffCommand(before: string, after: string, flags: DiffFlags): Promise<number> {
  const writeAll = await openFormats(flags.reporter ?? [], loadDifference)
  const rules = await loadRules()
  const changes = diffReports(readReport(before, rules), readReport(after, rules))
  writeAll(changes)
  return changes.broken.length ? EXIT.doesNotConform : EXIT.conforms
}
