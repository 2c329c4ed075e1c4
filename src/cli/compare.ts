/** `compare`: what several reports say beside one another. */

import { loadComparison } from '../ask/registry.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { compared } from '../report/compare.ts'
import { readReport } from '../report/read-report.ts'
import { EXIT } from './exit-code.ts'
import { openForms } from './forms.ts'
import { tell } from './terminal.ts'

export interface CompareFlags {
  readonly reporter?: readonly string[]
  readonly allowDifferent?: true
}

/**
 * Compares the reports; the exit code.
 * @throws UsageError for a broken report, and for reports of different suites
 */
export async function compareCommand(names: readonly string[], flags: CompareFlags): Promise<number> {
  const tellAll = await openForms(flags.reporter ?? [], loadComparison)
  const comparison = compared(names.map(readReport))
  const { differences } = comparison
  if (differences.length && !flags.allowDifferent)
    throw new UsageError(
      `these reports are not of the same suite:\n${differences.map((text) => `- ${text}`).join('\n')}\n--allow-different compares what is the same in all of them`,
    )
  for (const text of differences) tell('warning', text)
  tellAll(comparison)
  return EXIT.conforms
}
