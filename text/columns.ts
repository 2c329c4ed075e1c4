/** Strings in the columns of a terminal: their width, and strings cut, padded and wrapped to a width. */

const NARROW = /^[\u0020-\u007e]*$/
const NOTHING = /^[\p{Mn}\p{Me}\p{Cf}]$/u
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\p{Emoji_Presentation}\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]$/u

/** How many columns of a terminal a printable text takes. */
export function columnsOf(text: string): number {
  if (NARROW.test(text)) return text.length
  let columns = 0
  for (const char of text) columns += NOTHING.test(char) ? 0 : WIDE.test(char) ? 2 : 1
  return columns
}

/** A printable text cut to so many columns, with … where something is gone. */
export function shorten(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text
  let kept = ''
  let used = 0
  for (const char of text) {
    const wide = columnsOf(char)
    if (used + wide > columns - 1) break
    kept += char
    used += wide
  }
  return `${kept}…`
}

/** A printable text with blanks after it up to so many columns, or before it. */
export function pad(text: string, columns: number, side: 'left' | 'right' = 'left'): string {
  const blanks = ' '.repeat(Math.max(0, columns - columnsOf(text)))
  return side === 'left' ? text + blanks : blanks + text
}

/** A printable text broken at blanks into lines of at most so many columns; a longer word is not split. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/ +/)) {
    if (line && columnsOf(line) + 1 + columnsOf(word) > columns) {
      lines.push(line)
      line = word
    } else line = line ? `${line} ${word}` : word
  }
  return [...lines, line]
}
