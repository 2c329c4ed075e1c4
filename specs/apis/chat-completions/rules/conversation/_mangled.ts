/** Words outside ASCII as they look after wrong decoding, cutting or escaping. */
import type { Wire } from '../../../../../src/model/index.ts'
import { promptOf } from '../_request.ts'

const WORD = /[\p{L}\p{M}\p{N}\p{Extended_Pictographic}]+/gu
const OUTSIDE_ASCII = /[^\x00-\x7f]/u
/** Enough to find an error; requests and replies of megabytes are not searched to their end. */
const MAX_WORDS = 50
const MAX_WORD_LENGTH = 60
const MAX_TEXT_LENGTH = 100_000

export interface Mangled {
  readonly word: string
  /** What the text contains instead, in quotes. */
  readonly as: string
}

/**
 * The first word of the request outside ASCII that the text contains only in a broken form. A form counts only if so
 * much of the word is left that it cannot be a coincidence.
 * @param escapes also look for literal \uXXXX, which is an error only where the text is not JSON
 */
export function mangled(fullText: string, ask: Wire, escapes: boolean): Mangled | undefined {
  const text = fullText.slice(0, MAX_TEXT_LENGTH)
  const lower = text.toLowerCase()
  const prompt = promptOf(ask)
  for (const word of findForeignWords(prompt)) {
    if (text.includes(word)) continue
    const as = [...misdecode(word), ...replaceByQuestionMarks(word), ...(escapes ? escapeUnicode(word) : [])].find(
      (form) => lower.includes(form.toLowerCase()) && !prompt.toLowerCase().includes(form.toLowerCase()),
    )
    const broken = as ?? findReplacement(text, word)
    if (broken !== undefined && !prompt.includes(broken)) return { word, as: JSON.stringify(broken) }
  }
  return undefined
}

function findForeignWords(prompt: string): readonly string[] {
  const words = [...prompt.matchAll(WORD)].map(([word]) => word)
  const foreign = words.filter((word) => OUTSIDE_ASCII.test(word) && word.length <= MAX_WORD_LENGTH)
  return [...new Set(foreign)].slice(0, MAX_WORDS)
}

/** The characters of Windows-1252 from 0x80 to 0x9f, where Latin-1 has control characters. The decoder of Node.js reads Latin-1. */
const WINDOWS = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ'

/** UTF-8 read as Latin-1 or as Windows-1252. */
function misdecode(word: string): string[] {
  const latin = String.fromCharCode(...new TextEncoder().encode(word))
  const windows = latin.replace(/[\x80-\x9f]/g, (char) => WINDOWS[char.charCodeAt(0) - 0x80] ?? char)
  return [latin, windows].filter((form) => form.length >= 4)
}

/** Encoded as ASCII: a question mark for each character, each UTF-16 unit or each byte. Words with few letters left do not count. */
function replaceByQuestionMarks(word: string): string[] {
  if (countLetters(word) < 3) return []
  const each = (count: (char: string) => number) => word.replace(/[^\x00-\x7f]/gu, (char) => '?'.repeat(count(char)))
  return [each(() => 1), each((char) => char.length), each((char) => new TextEncoder().encode(char).length)]
}

/** Escapes that were never decoded. */
function escapeUnicode(word: string): string[] {
  return [word.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)]
}

/** The word with U+FFFD instead of some characters, if at least two other characters are left. */
function findReplacement(text: string, word: string): string | undefined {
  if (!text.includes('\ufffd')) return undefined
  const pattern = [...word].map((char) => (OUTSIDE_ASCII.test(char) ? `(?:${char}|\\ufffd{1,4})` : char)).join('')
  const matches = text.match(new RegExp(pattern, 'gu')) ?? []
  return matches.find((match) => match.includes('\ufffd') && match.replaceAll('\ufffd', '').length >= 2)
}

function countLetters(word: string): number {
  return word.replace(/[^a-z]/gi, '').length
}
