/** The files that a command line names. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isCapture } from '../capture/kind.ts'

/** The name of standard input. */
export const STDIN = '-'

export interface Named {
  readonly name: string
  /** The user named the file itself, not only a folder that contains it. */
  readonly isNamed: boolean
  /** Why it cannot be read. */
  readonly trouble?: string
}

/** Every named file, and every capture in a named folder, in alphabetical order. Hidden folders and node_modules are left out. */
export function* filesIn(names: readonly string[]): Generator<Named> {
  for (const name of names) {
    if (name === STDIN) {
      yield { name, isNamed: true }
      continue
    }
    try {
      if (statSync(name).isDirectory()) yield* capturesBelow(name)
      else yield { name, isNamed: true }
    } catch (error) {
      yield { name, isNamed: true, trouble: reasonOf(error) }
    }
  }
}

function* capturesBelow(folder: string): Generator<Named> {
  let entries: ReturnType<typeof listEntries>
  try {
    entries = listEntries(folder)
  } catch (error) {
    yield { name: folder, isNamed: true, trouble: reasonOf(error) }
    return
  }
  for (const entry of entries) {
    const name = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && entry.name !== 'node_modules') yield* capturesBelow(name)
    } else if (entry.isFile() && isCapture(entry.name)) yield { name, isNamed: false }
  }
}

function listEntries(folder: string) {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  EACCES: 'cannot be read: permission denied',
  EPERM: 'cannot be read: permission denied',
  EISDIR: 'is a folder',
  ELOOP: 'is a symbolic link to itself',
}

/** Why a file could not be read: the reason of the file system, or of a parser of documents. */
export function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (/call stack/.test(message)) return 'is nested too deeply to be read'
  return REASONS[code] ?? message
}
