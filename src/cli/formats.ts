/** Writes a value that has no events, such as a comparison, to standard output and to files. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { loadRules } from '../ask/registry.ts'
import { fileTrouble } from '../foundation/file-trouble.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { FormContext } from '../model/index.ts'
import { getHost } from './host.ts'
import { outputsOf } from './options.ts'
import { printMessage, showsColor, terminalColumns, write } from './terminal.ts'

type Format<T> = (value: T, context: FormContext) => string

/** Files and logs have no width, but people read them. */
const LOG_COLUMNS = 100

/**
 * Loads the requested formats, before there is a value to write.
 * @param reporters `name` or `name=file`
 * @param load finds a format by its name
 * @returns a function that writes a value in all of them
 * @throws UsageError for an unknown format; when called, for a file that cannot be written
 */
export async function openFormats<T>(
  reporters: readonly string[],
  load: (name: string) => Promise<Format<T>>,
): Promise<(value: T) => void> {
  const outputs = outputsOf(reporters)
  const formats = await Promise.all(outputs.map(({ name }) => load(name)))
  const rules = await loadRules()
  return (value) => {
    for (const [i, { file }] of outputs.entries()) {
      const color = file === undefined && showsColor(getHost().stdout)
      const columns = (file === undefined ? terminalColumns() : undefined) ?? LOG_COLUMNS
      const text = formats[i]?.(value, { color, columns, rules }) ?? ''
      if (file === undefined) write(text)
      else writeFile(file, text)
    }
  }
}

function writeFile(file: string, text: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    printMessage('note', `written: ${file}`)
  } catch (error) {
    throw new UsageError(`cannot write ${file}: ${fileTrouble(error)}`)
  }
}
