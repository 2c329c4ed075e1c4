/** Text for terminals and logs: nothing that a server sent may move the cursor, and columns are counted as they are seen. */

/**
 * What must not reach a terminal as it is: C0 and C1 controls, invisible and direction-changing marks, line separators
 * and lone surrogates.
 */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Surrogate}\u{e0000}-\u{e007f}]/gu
const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/** The text on one line with everything unsafe as a JSON escape, so that it stays valid inside a JSON string. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (mark) => SHORT[mark] ?? escaped(mark))
}

function escaped(mark: string): string {
  return Array.from({ length: mark.length }, (_, i) => `\\u${mark.charCodeAt(i).toString(16).padStart(4, '0')}`).join(
    '',
  )
}

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

/** A printable text broken at blanks into lines of at most so many columns; a word that is longer stays whole. */
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

/** What was there, as JSON on one line of at most so many columns. */
export function shown(value: unknown, columns: number): string {
  // A reply may be megabytes: no terminal shows more of it than this.
  const brief = typeof value === 'string' ? value.slice(0, columns * 2) : value
  return shorten(printable((JSON.stringify(brief) ?? String(brief)).slice(0, columns * 8)), columns)
}

/** `1 case`, `2 cases`. */
export function count(n: number, noun: string, nouns = `${noun}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? noun : nouns}`
}

/** Milliseconds for people: `0.4 s`, `12 s`, `3 min 20 s`. */
export function duration(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}
