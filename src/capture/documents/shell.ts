/** Finds curl commands in shell text, and what they send. */
import { cut, type Excerpt, joinRuns, type Run } from '../excerpt.ts'

export interface CurlCommand {
  /** Offsets in the text. */
  readonly start: number
  readonly end: number
  /** The address as written; undefined if it cannot be found. */
  readonly url?: string
  /** What it sends as a body. */
  readonly data?: Excerpt
}

/** The curl commands of a text, in order. */
export function curlCommands(around: Excerpt): readonly CurlCommand[] {
  const found: CurlCommand[] = []
  let done = 0
  for (const { index, 0: match } of around.text.matchAll(/(?<![\w./-])curl(?:\.exe)?(?=[ \t\\])/g)) {
    if (index < done) continue
    const command = readCommand(around, index, index + match.length)
    found.push(command)
    done = command.end
  }
  return found
}

interface Word {
  readonly excerpt: Excerpt
  /** Quoted words are never options, redirections or separators. */
  readonly isQuoted: boolean
  readonly end: number
}

const DATA = /^(?:-d|--data(?:-raw|-binary|-ascii)?|--json)$/

function readCommand(around: Excerpt, start: number, from: number): CurlCommand {
  const words = wordsOf(around, from)
  let url: string | undefined
  let data: Excerpt | undefined
  let heredoc: string | undefined
  for (let i = 0; i < words.length; i++) {
    const { excerpt, isQuoted } = words[i] as Word
    const { text } = excerpt
    const glued = /^(?:--data(?:-raw|-binary|-ascii)?|--json)=/.exec(text) ?? /^-d(?=[{'"])/.exec(text)
    if (DATA.test(text)) data = words[++i]?.excerpt
    else if (glued) data = cut(excerpt, glued[0].length, text.length)
    else if (/^<<-?/.test(text) && !isQuoted) heredoc = text.replace(/^<<-?/, '') || words[++i]?.excerpt.text
    else if (/^https?:\/\/|^\$\{?\w+\}?\/|\/v\d\/|^\w+(?:\.\w+)*:\d+\//.test(text)) url ??= text
    else if (text === '--url') url = words[++i]?.excerpt.text
    else if (/^(?:-H|--header|-X|--request|-u|--user|-o|--output|-F|--form)$/.test(text)) i++
  }
  let end = words.at(-1)?.end ?? from
  if (heredoc) {
    const begins = around.text.indexOf('\n', end) + 1
    const ends = begins
      ? new RegExp(`^[\\t ]*${heredoc.replace(/\W/g, '\\$&')}[\\t ]*$`, 'm').exec(around.text.slice(begins))
      : null
    if (ends) {
      data = cut(around, begins, begins + ends.index)
      end = begins + ends.index + ends[0].length
    }
  }
  const sends = data && !data.text.startsWith('@')
  return { start, end, ...(url === undefined ? {} : { url }), ...(sends && data ? { data } : {}) }
}

/** The words of one command: up to the end of the line, a pipe or a semicolon that is not quoted. */
function wordsOf(around: Excerpt, from: number): readonly Word[] {
  const { text } = around
  const words: Word[] = []
  let at = from
  while (at < text.length) {
    // A line continues after a backslash (a caret or backtick on Windows), also if a blank follows it by mistake.
    const blank = /^(?:[ \t]|[\\^`][ \t]*(?:\r\n|\n|\r))+/.exec(text.slice(at, at + 200))
    if (blank) {
      at += blank[0].length
      continue
    }
    if (/[\r\n;|&)]/.test(text[at] ?? '')) break
    const word = readWord(around, at)
    words.push(word)
    at = Math.max(word.end, at + 1)
  }
  return words
}

/** In single quotes, `'` is written as a quote that ends, an escaped one, and a quote that begins. */
const inSingle = (text: string): string => text.replaceAll("'", "'\\''")
const inDouble = (text: string): string => text.replace(/["\\$`]/g, '\\$&')
const inAnsi = (text: string): string => text.replace(/['\\]/g, '\\$&')

function readWord(around: Excerpt, start: number): Word {
  const { text } = around
  const runs: Run[] = []
  let encode: ((text: string) => string) | undefined
  let at = start
  while (at < text.length && !/[\s;|&)]/.test(text[at] ?? '')) {
    if (text[at] === "'") {
      encode ??= inSingle
      const end = text.indexOf("'", at + 1)
      const close = end < 0 ? text.length : end
      runs.push({ from: at + 1, text: text.slice(at + 1, close) })
      at = close + 1
    } else if (text[at] === '"' || text.startsWith("$'", at)) {
      const isDouble = text[at] === '"'
      encode ??= isDouble ? inDouble : inAnsi
      at = readEscaped(text, at + (isDouble ? 1 : 2), isDouble ? '"' : "'", runs)
    } else if (text[at] === '\\' && /[\r\n]/.test(text[at + 1] ?? '\n')) break
    else {
      if (text[at] === '\\') at++
      runs.push({ from: at, text: text[at] ?? '' })
      at++
    }
  }
  return { excerpt: joinRuns(around, runs, encode), isQuoted: encode !== undefined, end: at }
}

/** Reads up to the closing quote; where a backslash escapes, only what it escapes is text. */
function readEscaped(text: string, from: number, quote: string, runs: Run[]): number {
  let start = from
  let at = from
  while (at < text.length && text[at] !== quote) {
    const escapes = text[at] === '\\' && (quote === '"' ? /["\\$`\r\n]/ : /['"\\]/).test(text[at + 1] ?? '')
    if (escapes) {
      runs.push({ from: start, text: text.slice(start, at) })
      // An escaped character begins at its backslash in the file.
      if (!/[\r\n]/.test(text[at + 1] ?? '')) runs.push({ from: at, text: text[at + 1] ?? '' })
      at += 2
      start = at
    } else at++
  }
  runs.push({ from: start, text: text.slice(start, at) })
  return at + 1
}
