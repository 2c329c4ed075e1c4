/** Data of our own files that `npm run build` has read and expanded already: parsing them takes many times as long. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { codeRoot, packageRoot } from './paths.ts'

const read = new Map<string, unknown>()

/**
 * The built data of that name. undefined where the sources themselves are run, and during the build; what it holds is read
 * from the files then.
 * @param name path below dist/built/ without the extension
 */
export function readBuilt<T>(name: string): T | undefined {
  if (codeRoot === packageRoot) return undefined
  if (!read.has(name)) read.set(name, parsed(join(codeRoot, 'built', `${name}.json`)))
  return read.get(name) as T | undefined
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
