/** Reads lines from a file of any size, with bounded memory. */

/** A line that is longer is not read. */
export const LONGEST_LINE = 16 * 1024 * 1024

export interface TextLine {
  /** 1-based. */
  readonly number: number
  /** With its line end; only the beginning of a line that is too long. */
  readonly bytes: Buffer
  readonly isTooLong: boolean
}

/** The lines, ended by LF, CR LF or the end. Of a line with more bytes than `most` only the beginning is kept. */
export async function* linesOf(chunks: AsyncIterable<Buffer>, most: number): AsyncGenerator<TextLine> {
  let number = 0
  let kept: Buffer[] = []
  let size = 0
  let isTooLong = false
  const add = (part: Buffer): void => {
    if (size + part.length > most) {
      isTooLong = true
      if (size < most) kept.push(part.subarray(0, most - size))
      size = most
      return
    }
    kept.push(part)
    size += part.length
  }
  const close = (): TextLine => {
    const [only] = kept
    const line = { number: ++number, bytes: kept.length === 1 && only ? only : Buffer.concat(kept), isTooLong }
    kept = []
    size = 0
    isTooLong = false
    return line
  }
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
      add(chunk.subarray(from, end + 1))
      yield close()
      from = end + 1
    }
    if (from < chunk.length) add(chunk.subarray(from))
  }
  if (size) yield close()
}

export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`
}
