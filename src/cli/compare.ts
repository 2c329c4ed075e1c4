/** `compare`: compares the reports of several targets. */

import { loadComparison, loadRules } from '../ask/registry.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { compareReports } from '../report/compare.ts'
import { readReport } from '../report/read-report.ts'
import { EXIT } from './exit-code.ts'
import { openFormats } from './formats.ts'
import { printMessage } from './terminal.ts'

export interface CompareFlags {
  readonly reporter?: readonly string[]
  readonly allowDifferent?: true
}

/**
 * Compares the reports; the exit code.
 * @throws UsageError for a broken report, and for reports of different suites
 */
export async function compareCommand(names: readonly string[], flags: CompareFlags): Promise<number> {
  const writeAll = await openFormats(flags.reporter ?? [], loadComparison)
  const rules = await loadRules()
  const comparison = compareReports(names.map((name) => readReport(name, rules)))
  const { differences } = comparison
  if (differences.length && !flags.allowDifferent)
    throw new UsageError(
      `the reports are not of the same suite:\n${differences.map((text) => `- ${text}`).join('\n')}\n--allow-different compares the cases that they share`,
    )
  for (const text of differences) printMessage('warning', text)
  writeAll(comparison)
  return EXIT.conforms
}
