/** The files that the names of a command line mean. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { isCapture } from '../capture/kind.ts'

/** The name that stands for standard input. */
export const STDIN = '-'

export interface Named {
  readonly name: string
  /** The user named it, and did not only name a folder around it. */
  readonly isNamed: boolean
  /** Why it cannot be read. */
  readonly trouble?: string
}

/** Every file that is meant, folders walked in the order of the alphabet. Hidden folders and installed packages are left out. */
export function* filesIn(names: readonly string[]): Generator<Named> {
  for (const name of names) {
    if (name === STDIN) {
      yield { name, isNamed: true }
      continue
    }
    try {
      if (statSync(name).isDirectory()) yield* within(name)
      else yield { name, isNamed: true }
    } catch (error) {
      yield { name, isNamed: true, trouble: reasonOf(error) }
    }
  }
}

function* within(folder: string): Generator<Named> {
  let entries: ReturnType<typeof list>
  try {
    entries = list(folder)
  } catch (error) {
    yield { name: folder, isNamed: true, trouble: reasonOf(error) }
    return
  }
  for (const entry of entries) {
    const name = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && entry.name !== 'node_modules') yield* within(name)
    } else if (entry.isFile() && isCapture(entry.name)) yield { name, isNamed: false }
  }
}

function list(folder: string) {
  return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'cannot be read: permission denied',
  EPERM: 'cannot be read: permission denied',
  EISDIR: 'is a folder',
  ELOOP: 'is a link that leads to itself',
}

/** Why a file could not be read: what the file system said, or what a parser of documents did. */
export function reasonOf(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException
  if (/call stack/.test(message)) return 'nests too deep to be read'
  return REASONS[code] ?? message
}
