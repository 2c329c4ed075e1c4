/** Writes what is told at once, such as a comparison, to standard output and to files. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { loadRules } from '../ask/registry.ts'
import { fileTrouble } from '../foundation/file-trouble.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { FormContext } from '../model/index.ts'
import { getHost } from './host.ts'
import { outputsOf } from './options.ts'
import { showsColor, terminalColumns, write } from './terminal.ts'

type Form<T> = (value: T, context: FormContext) => string

/** Files and logs have no edge, but people read them. */
const LOG_COLUMNS = 100

/**
 * Knows the forms that are asked for, before there is anything to tell.
 * @param reporters `name` or `name=file`
 * @param load finds a form by its name
 * @returns a function that tells a value in all of them
 * @throws UsageError for an unknown form; and, when told, for a file that cannot be written
 */
export async function openForms<T>(
  reporters: readonly string[],
  load: (name: string) => Promise<Form<T>>,
): Promise<(value: T) => void> {
  const outputs = outputsOf(reporters)
  const forms = await Promise.all(outputs.map(({ name }) => load(name)))
  const rules = await loadRules()
  return (value) => {
    for (const [i, { file }] of outputs.entries()) {
      const color = file === undefined && showsColor(getHost().stdout)
      const columns = (file === undefined ? terminalColumns() : undefined) ?? LOG_COLUMNS
      const text = forms[i]?.(value, { color, columns, rules }) ?? ''
      if (file === undefined) write(text)
      else writeFile(file, text)
    }
  }
}

function writeFile(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${fileTrouble(error)}`)
  }
}
