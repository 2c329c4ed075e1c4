import type { Excerpt } from './excerpt.ts'

/** A block of code in a document. */
export interface Block {
  readonly excerpt: Excerpt
  /** The language that the document names, in lower case; empty if it names none. */
  readonly language: string
  /** Offset in the file where the block is opened, if nothing closes it. */
  readonly unclosedAt?: number
}
