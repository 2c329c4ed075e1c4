/** Words outside ASCII as they look when somebody decoded, cut or escaped them wrongly. */
import type { Wire } from '../../../../../src/model/index.ts'
import { messagesOf, wordsIn } from './_compare.ts'

const WORD = /[\p{L}\p{M}\p{N}\p{Extended_Pictographic}]+/gu
const OUTSIDE_ASCII = /[^\x00-\x7f]/u
/** Enough to find a break; a request or reply of megabytes is not searched to its end. */
const MOST_WORDS = 50
const LONGEST_WORD = 60
const LONGEST_TEXT = 100_000

export interface Mangled {
  readonly word: string
  /** What stands in its place. */
  readonly as: string
}

/**
 * The first word of the request outside ASCII that a text has in a broken form only. A form counts when so much of the
 * word is left of it that nobody writes it by chance.
 * @param escapes also look for literal \uXXXX, which is a break only where no JSON text is expected
 */
export function mangled(whole: string, ask: Wire, escapes: boolean): Mangled | undefined {
  const text = whole.slice(0, LONGEST_TEXT)
  const lower = text.toLowerCase()
  const said = messagesOf(ask).map(wordsIn).join(' ')
  for (const word of wordsOf(said)) {
    if (text.includes(word)) continue
    const as = [...misread(word), ...questioned(word), ...(escapes ? escaped(word) : [])].find(
      (form) => lower.includes(form.toLowerCase()) && !said.toLowerCase().includes(form.toLowerCase()),
    )
    const found = as ?? replaced(text, word)
    if (found !== undefined && !said.includes(found)) return { word, as: JSON.stringify(found) }
  }
  return undefined
}

function wordsOf(said: string): readonly string[] {
  const words = [...said.matchAll(WORD)].map(([word]) => word)
  const foreign = words.filter((word) => OUTSIDE_ASCII.test(word) && word.length <= LONGEST_WORD)
  return [...new Set(foreign)].slice(0, MOST_WORDS)
}

/** What Windows-1252 has from 0x80 to 0x9f, where Latin-1 has controls. Node's own decoder reads Latin-1. */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** UTF-8 read as Latin-1 or as Windows-1252. */
function misread(word: string): string[] {
  const latin = String.fromCharCode(...new TextEncoder().encode(word))
  const windows = latin.replace(/[\x80-\x9f]/g, (char) => WINDOWS[char.charCodeAt(0) - 0x80] ?? char)
  return [latin, windows].filter((form) => form.length >= 4)
}

/** Encoded as ASCII: a question mark for each character, each UTF-16 unit or each byte. */
function questioned(word: string): string[] {
  if (letters(word) < 3) return []
  const each = (count: (char: string) => number) => word.replace(/[^\x00-\x7f]/gu, (char) => '?'.repeat(count(char)))
  return [each(() => 1), each((char) => char.length), each((char) => new TextEncoder().encode(char).length)]
}

/** Escapes that nobody undid. */
function escaped(word: string): string[] {
  return [word.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)]
}

/** The word with U+FFFD in place of some characters, and at least two characters that are left. */
function replaced(text: string, word: string): string | undefined {
  if (!text.includes('\ufffd')) return undefined
  const pattern = [...word].map((char) => (OUTSIDE_ASCII.test(char) ? `(?:${char}|\\ufffd{1,4})` : char)).join('')
  const matches = text.match(new RegExp(pattern, 'gu')) ?? []
  return matches.find((match) => match.includes('\ufffd') && match.replaceAll('\ufffd', '').length >= 2)
}

function letters(word: string): number {
  return word.replace(/[^a-z]/gi, '').length
}
