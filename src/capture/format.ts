/** What a format of files is. Each has a file in `formats/`, and `formats/index.ts` lists them. */
import type { Capture, Trouble } from './capture.ts'
import type { Leftover } from './leftover.ts'
import type { TextLine } from './lines.ts'
import type { Contract } from './shape.ts'

export interface Source {
  readonly contract: Contract
  /** The kind that the user names in place of what the file looks like. */
  readonly as?: string
  /** Streams are complete: what is missing at their end was never sent. */
  readonly isWhole: boolean
  /** What is there and is not judged. */
  readonly left: Leftover
}

/** A file that is read at once. */
export interface WholeFile extends Source {
  /** With its byte order mark, so that offsets are those of the file. */
  readonly text: string
  readonly bytes: Buffer
}

/** A format of files. */
export type Format = {
  /** Its name for `--as`. */
  readonly name: string
  /** For people: what was looked for, where nothing was found. */
  readonly holds: string
  /** Endings of files that are certainly of this format. */
  readonly ending?: RegExp
  /** Whether a text begins like this format. */
  looks(head: string, name: string): boolean
  /** The format that is tried if nothing in the file can be judged. */
  readonly orElse?: string
} & (
  | { readonly lines: (source: Source, lines: AsyncIterable<TextLine>) => AsyncGenerator<Capture | Trouble> }
  | { readonly whole: (file: WholeFile) => Iterable<Capture | Trouble> }
)
