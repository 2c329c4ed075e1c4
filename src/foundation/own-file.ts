/** Reads files that chat-conformance wrote: whatever is wrong with one is said with its place in it. */
import { readFileSync } from 'node:fs'
import { fileTrouble } from './file-trouble.ts'
import { asObject } from './json.ts'
import { brokenAt } from './json-mistake.ts'
import { problems } from './schemas.ts'
import { UsageError } from './usage-error.ts'
import { readYaml } from './yaml.ts'

/** A kind of file of ours. */
export interface FileKind {
  /** The value of its member `format`. */
  readonly format: string
  /** Versions up to this one can be read. */
  readonly version: number
  /** File name in specs/schemas. */
  readonly schema: string
  /** What it is called: `report`. */
  readonly noun: string
}

/** The text of a file; undefined if it is not there. */
export function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new UsageError(`cannot read ${file}: ${fileTrouble(error)}`)
  }
}

/**
 * The value in the text of such a file.
 * @throws UsageError `file:line:column message` if it is cut off, of another kind, of a newer version, or broken
 */
export function parseOwnFile(file: string, text: string, { format, version, schema, noun }: FileKind): unknown {
  if (!text.trim()) throw new UsageError(`${file}:1:1 is empty; expected a ${noun} of chat-conformance`)
  const value = parseText(file, text)
  const heading = asObject(value) ?? {}
  if (heading.format !== format)
    throw new UsageError(`${file}:1:1 is not a ${noun} of chat-conformance: it lacks "format": "${format}"`)
  if (typeof heading.version === 'number' && heading.version > version)
    throw new UsageError(
      `${lineOf(text, '"version"', file)} the ${noun} has version ${heading.version} of the format, and this chat-conformance reads version ${version}\nuse a newer chat-conformance`,
    )
  if (problems(schema, value).length)
    throw new UsageError(readYaml(file, schema).mistakes.slice(0, MOST_MISTAKES).join('\n'))
  return value
}

/** A file that is wrong everywhere is described by its first places. */
const MOST_MISTAKES = 5

function parseText(file: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    const at = brokenAt(text)
    throw new UsageError(
      at === undefined
        ? `${placeOf(text, text.trimEnd().length, file)} the file ends in the middle: it was cut off`
        : `${placeOf(text, at, file)} is not JSON: ${JSON.stringify(text.slice(at, at + 20))} is out of place`,
    )
  }
}

/** `file:line:column` of the first place where the member is named. */
export function lineOf(text: string, member: string, file: string): string {
  return placeOf(text, Math.max(0, text.indexOf(member)), file)
}

function placeOf(text: string, offset: number, file: string): string {
  const before = text.slice(0, offset)
  return `${file}:${before.split('\n').length}:${offset - before.lastIndexOf('\n')}`
}
