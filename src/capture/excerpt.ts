/** Text that was cut out of a file, with the way back to its place. */

export interface Excerpt {
  readonly text: string
  /** Offset in the file of the character at this offset in the text. */
  readonly toFile: (offset: number) => number
  /** The form in which text has to be written into the file, to be read as that text here. */
  readonly encode: (text: string) => string
}

/** A run of characters that are the same in the file and in the text. */
export interface Run {
  /** Offset in the surrounding text. */
  readonly from: number
  readonly text: string
}

const asItIs = (text: string): string => text

/** A complete file as an excerpt of itself. */
export function wholeOf(text: string): Excerpt {
  return { text, toFile: (offset) => offset, encode: asItIs }
}

/** The runs joined to one text; `around` is what they were cut out of. */
export function joinRuns(around: Excerpt, runs: readonly Run[], encode: (text: string) => string = asItIs): Excerpt {
  const starts: number[] = []
  let length = 0
  for (const { text } of runs) {
    starts.push(length)
    length += text.length
  }
  const toFile = (offset: number): number => {
    const at = lastUpTo(starts, offset)
    const run = runs[at]
    return around.toFile(run ? run.from + offset - (starts[at] ?? 0) : 0)
  }
  return {
    text: runs.map(({ text }) => text).join(''),
    toFile,
    encode: (text) => around.encode(encode(text)),
  }
}

/** A part of an excerpt, without changes. */
export function cut(around: Excerpt, from: number, to: number): Excerpt {
  return joinRuns(around, [{ from, text: around.text.slice(from, to) }])
}

export interface Spot {
  /** 1-based. */
  readonly line: number
  readonly column: number
}

/** A function that gives line and column of an offset. A byte order mark takes no column. */
export function spotter(text: string): (offset: number) => Spot {
  const starts = [0]
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length)
  const mark = text.startsWith('\ufeff') ? 1 : 0
  return (offset) => {
    const at = lastUpTo(starts, offset)
    const column = offset - (starts[at] ?? 0) + 1 - (at === 0 ? mark : 0)
    return { line: at + 1, column: Math.max(1, column) }
  }
}

/** Index of the last start that is not greater than the offset; the starts are in order. */
function lastUpTo(starts: readonly number[], offset: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= offset) low = middle
    else high = middle - 1
  }
  return low
}
