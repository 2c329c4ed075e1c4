/** `compare`: what several reports say beside one another. */
import { writeFileSync } from 'node:fs'
import { compared } from '../compare.ts'
import { fileTrouble } from '../file-trouble.ts'
import type { Comparison } from '../model.ts'
import { readReport } from '../read-report.ts'
import { loadComparison } from '../registry.ts'
import { UsageError } from '../usage-error.ts'
import { EXIT } from './exit-code.ts'
import { outputsOf } from './options.ts'
import { showsColor, tell, terminalColumns, write } from './terminal.ts'

export interface CompareFlags {
  readonly reporter?: readonly string[]
  readonly allowDifferent?: true
}

/**
 * Compares the reports; the exit code.
 * @throws UsageError for a broken report, and for reports of different suites
 */
export async function compareCommand(names: readonly string[], flags: CompareFlags): Promise<number> {
  const outputs = outputsOf(flags.reporter ?? [])
  for (const { name } of outputs) await loadComparison(name)
  const comparison = compared(names.map(readReport))
  const { differences } = comparison
  if (differences.length && !flags.allowDifferent)
    throw new UsageError(
      `these reports are not of the same suite:\n${differences.map((text) => `- ${text}`).join('\n')}\n--allow-different compares what is the same in all of them`,
    )
  for (const text of differences) tell('warning', text)
  await tellComparison(comparison, flags.reporter ?? [])
  return EXIT.conforms
}

/** Files and logs have no edge, but people read them. */
const LOG_COLUMNS = 100

/**
 * Writes the comparison to standard output and to files.
 * @param reporters `name` or `name=file`
 * @throws UsageError for an unknown format or a file that cannot be written
 */
export async function tellComparison(comparison: Comparison, reporters: readonly string[]): Promise<void> {
  for (const { name, file } of outputsOf(reporters)) {
    const format = await loadComparison(name)
    const toStdout = file === undefined
    const text = format(comparison, {
      color: toStdout && showsColor(process.stdout),
      columns: (toStdout ? terminalColumns() : undefined) ?? LOG_COLUMNS,
    })
    if (toStdout) write(text)
    else
      try {
        writeFileSync(file, text)
      } catch (error) {
        throw new UsageError(`cannot write the comparison ${file}: ${fileTrouble(error)}`)
      }
  }
}
