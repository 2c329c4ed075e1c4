/**
 * Reads a JSON value as people write it down: in JSON, but also as a Python or JavaScript literal, with comments, trailing
 * commas, elisions (`...`) and expressions in it. Every part knows its place. Parsers for one of these languages
 * refuse the others, and all of them refuse an elision, so this parser is our own; it evaluates nothing.
 */

/** A value with its place in the text. */
export type Node = Branch | List | Leaf

interface Span {
  /** Offset of its first character. */
  readonly start: number
  /** Offset after its last character. */
  readonly end: number
}
export interface Branch extends Span {
  readonly type: 'object'
  readonly members: readonly Member[]
  /** Some members are left out: what is not there may be there. */
  readonly isElided: boolean
}
export interface List extends Span {
  readonly type: 'array'
  readonly items: readonly Node[]
  readonly isElided: boolean
}
export interface Leaf extends Span {
  /** `unknown` is an expression, a placeholder or an elision: there is a value, and nobody knows which. */
  readonly type: 'string' | 'number' | 'boolean' | 'null' | 'unknown'
  readonly value: string | number | boolean | null
}
export interface Member {
  readonly key: string
  readonly keyStart: number
  readonly keyEnd: number
  readonly value: Node
}

export interface Problem {
  readonly at: number
  readonly message: string
}

export interface Reading {
  readonly node: Node
  /** What no reader of JSON, Python or JavaScript would take. */
  readonly problems: readonly Problem[]
}

/** No example nests so deep; hostile ones do. */
const DEEPEST = 100

/**
 * The value that begins at this offset, after any blanks and comments; undefined if there is none.
 * @param read gets the number of characters that were passed, also in vain
 */
export function readLiteral(text: string, from = 0, read?: { passed: number }): Reading | undefined {
  const reader = open(text, from)
  const reading = attempt(() => {
    skip(reader)
    return { node: readValue(reader, 0), problems: reader.problems }
  })
  if (read) read.passed = reader.at - from
  return reading
}

/** The keyword arguments of a call, `from` after its opening parenthesis, as an object. */
export function readArguments(text: string, from: number): Reading | undefined {
  return attempt(() => {
    const reader = open(text, from)
    const node = readMembers(reader, from, ')', 0)
    return { node, problems: reader.problems }
  })
}

/** The fields of an object that Python printed, `from` after its opening parenthesis; objects in it are printed the same way. */
export function readPrinted(text: string, from: number): Reading | undefined {
  return attempt(() => {
    const reader: Reader = { ...open(text, from), isPrinted: true }
    const node = readMembers(reader, from, ')', 0)
    return { node, problems: reader.problems }
  })
}

/** Thrown where the text is no literal at all. */
class NoLiteral extends Error {}

function attempt(read: () => Reading): Reading | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof NoLiteral) return undefined
    throw error
  }
}

interface Reader {
  readonly text: string
  at: number
  readonly problems: Problem[]
  /** `Name(field=value)` is an object, not a call. */
  readonly isPrinted?: true
}

function open(text: string, at: number): Reader {
  return { text, at, problems: [] }
}

const ELISION = /\.\.\.|…/
const isElision = (text: string): boolean => ELISION.test(text)
/** A key that stands for members that are left out, as in `{"...": "...", "choices": []}`: JSON has no other way to write it. */
const isOmission = (key: string): boolean => /^\s*(?:\.{2,}|…+)/.test(key)

const BLANK = /\s+/y
const COMMENTS = [/\/\/[^\n]*/y, /#[^\n]*/y, /\/\*[\s\S]*?\*\//y, /<!--[\s\S]*?-->/y]

/** Passes blanks and comments; true if one of the comments marks something that is left out. */
function skip(reader: Reader): boolean {
  let elided = false
  for (;;) {
    if (take(reader, BLANK)) continue
    const comment = COMMENTS.map((form) => take(reader, form)).find((found) => found !== undefined)
    if (comment === undefined) return elided
    elided ||= isElision(comment)
  }
}

/** The text at the reader's place that has this (sticky) form, and passes it. */
function take(reader: Reader, form: RegExp): string | undefined {
  form.lastIndex = reader.at
  const found = form.exec(reader.text)?.[0]
  if (!found) return undefined
  reader.at += found.length
  return found
}

function readValue(reader: Reader, depth: number): Node {
  if (depth > DEEPEST) throw new NoLiteral()
  const start = reader.at
  const node = readPlain(reader, depth)
  // `"a" + name`, `model or "x"`, `f(x)[0]`: an expression continues after its first value.
  const end = reader.at
  while (take(reader, /[ \t]+/y)) {}
  if (!isOver(reader)) {
    skipExpression(reader)
    return { type: 'unknown', value: null, start, end: trimmedEnd(reader) }
  }
  reader.at = end
  return node
}

/** Nothing but what may follow a value: a separator, a bracket, a comment, the end of the line or of a quoted text. */
function isOver({ text, at }: Reader): boolean {
  const next = text[at]
  return (
    next === undefined ||
    /[,}\]):;\r\n"'`#…\\<]/.test(next) ||
    text.startsWith('//', at) ||
    text.startsWith('/*', at) ||
    text.startsWith('...', at)
  )
}

function readPlain(reader: Reader, depth: number): Node {
  const { text, at: start } = reader
  const first = text[start] ?? ''
  if (take(reader, /\{\{[\w\s.-]*\}\}/y) || take(reader, /<[A-Za-z_][^<>\n]*>/y) || take(reader, /\$\{?\w+\}?/y))
    return leaf(reader, start, 'unknown', null)
  if (take(reader, /\.\.\.|…/y)) return leaf(reader, start, 'unknown', null)
  if (first === '{') {
    reader.at++
    return readMembers(reader, start, '}', depth)
  }
  // Node.js prints it in place of a value that is nested too deep.
  if (take(reader, /\[(?:Object|Array|Function|Circular)[^\]\n]*\]/y)) return leaf(reader, start, 'unknown', null)
  if (first === '[') return readItems(reader, ']', depth)
  if (first === '(') return readGroup(reader, depth)
  const said = readStrings(reader)
  if (said !== undefined) return { type: 'string', value: said, start, end: reader.at }
  const number = take(reader, /[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])/y)
  if (number) return leaf(reader, start, 'number', Number(number.replaceAll('_', '')))
  const word = take(reader, /[A-Za-z_$][\w$.]*/y)
  if (!word) throw new NoLiteral()
  const known = WORDS.get(word)
  if (known) return leaf(reader, start, known.type, known.value)
  if (reader.isPrinted && take(reader, /\((?=\s*(?:\w+=|\)))/y)) return readMembers(reader, start, ')', depth + 1)
  if (/[([]/.test(text[reader.at] ?? '')) skipExpression(reader)
  return leaf(reader, start, 'unknown', null)
}

const WORDS: ReadonlyMap<string, Pick<Leaf, 'type' | 'value'>> = new Map<string, Pick<Leaf, 'type' | 'value'>>([
  ['true', { type: 'boolean', value: true }],
  ['True', { type: 'boolean', value: true }],
  ['false', { type: 'boolean', value: false }],
  ['False', { type: 'boolean', value: false }],
  ['null', { type: 'null', value: null }],
  ['None', { type: 'null', value: null }],
])

function leaf({ at: end }: Reader, start: number, type: Leaf['type'], value: Leaf['value']): Leaf {
  return { type, value, start, end }
}

/** Members up to the closing bracket; the opening one is passed. `key: value` in an object, `key=value` in a call. */
function readMembers(reader: Reader, start: number, close: '}' | ')', depth: number): Branch {
  const members: Member[] = []
  const isCall = close === ')'
  const whole = readParts(reader, { start, close, elision: /\.\.\.|…|\*\*/y, needsCommas: isCall }, () => {
    const member = readMember(reader, close, depth)
    if (member && isOmission(member.key)) return false
    if (member) members.push(member)
    // A positional argument, or something that is not part of a literal.
    else if (isCall) skipExpression(reader)
    else throw new NoLiteral()
    return member !== undefined
  })
  return { type: 'object', members, ...whole }
}

interface Bracket {
  /** Where what it holds is said to begin. */
  readonly start: number
  readonly close: '}' | ']' | ')'
  /** The mark of parts that are left out, or before parts that are only named. */
  readonly elision: RegExp
  /** Without a comma between its parts it is no literal. */
  readonly needsCommas: boolean
}

/**
 * Passes what a bracket holds, and what closes it.
 * @param readPart passes one part, after all blanks, commas and elisions; false if it could not be kept
 */
function readParts(
  reader: Reader,
  { start, close, elision, needsCommas }: Bracket,
  readPart: () => boolean,
): Span & { readonly isElided: boolean } {
  const { text } = reader
  let isElided = false
  for (;;) {
    if (skip(reader)) isElided = true
    if (take(reader, /,/y)) continue
    if (text[reader.at] === close) {
      reader.at++
      return { isElided, start, end: reader.at }
    }
    if (reader.at >= text.length) {
      if (!isElided) reader.problems.push({ at: start, message: `the ${text[start] ?? 'call'} is never closed` })
      return { isElided: true, start, end: reader.at }
    }
    if (/[}\])]/.test(text[reader.at] ?? '')) throw new NoLiteral()
    // Also `...rest`, `**options` and `... further members`.
    if (take(reader, elision)) {
      isElided = true
      skipElision(reader)
      continue
    }
    const before = reader.at
    if (!readPart()) isElided = true
    const wasElided = skip(reader)
    isElided ||= wasElided
    if (!/[,}\])…]/.test(text[reader.at] ?? ',') && !text.startsWith('...', reader.at)) {
      if (needsCommas) throw new NoLiteral()
      if (!wasElided) reader.problems.push({ at: reader.at, message: 'a comma is missing' })
    }
    if (reader.at === before) throw new NoLiteral()
  }
}

function readMember(reader: Reader, close: '}' | ')', depth: number): Member | undefined {
  const keyStart = reader.at
  const key =
    close === '}'
      ? (readStrings(reader, true) ?? take(reader, /[A-Za-z_$][\w$-]*|\d+/y))
      : take(reader, /[A-Za-z_]\w*(?=\s*=(?!=))/y)
  if (key === undefined) return undefined
  const keyEnd = reader.at
  skip(reader)
  const colon = take(reader, close === '}' ? /:/y : /=/y)
  if (!colon) {
    // JavaScript: `{ model }` is short for `{ model: model }`.
    const quoted = /["'`]/.test(reader.text[keyStart] ?? '')
    if (close === '}' && !quoted && /[,}]/.test(reader.text[reader.at] ?? ''))
      return { key, keyStart, keyEnd, value: { type: 'unknown', value: null, start: keyStart, end: keyEnd } }
    throw new NoLiteral()
  }
  skip(reader)
  // A key, and then nothing but an elided rest.
  if (/[,}]/.test(reader.text[reader.at] ?? ','))
    return { key, keyStart, keyEnd, value: leaf(reader, reader.at, 'unknown', null) }
  return { key, keyStart, keyEnd, value: readValue(reader, depth + 1) }
}

function readItems(reader: Reader, close: ']' | ')', depth: number): List {
  const items: Node[] = []
  const start = reader.at++
  const whole = readParts(reader, { start, close, elision: /\.\.\.|…|\*/y, needsCommas: false }, () => {
    const item = readValue(reader, depth + 1)
    // `[x for x in …]`
    const isKept = !take(reader, /\s+(?=for\b)/y)
    if (isKept) items.push(item)
    else skipExpression(reader)
    return isKept
  })
  return { type: 'array', items, ...whole }
}

/** Parentheses of Python: around one value, or a tuple. */
function readGroup(reader: Reader, depth: number): Node {
  const start = reader.at
  const list = readItems(reader, ')', depth)
  const [only] = list.items
  return list.items.length === 1 && only && !reader.text.slice(only.end, list.end).includes(',')
    ? { ...only, start, end: list.end }
    : list
}

/** Passes the words that may follow an elision: up to the end of the line or the next bracket or comma. */
function skipElision(reader: Reader): void {
  take(reader, /[^\n,}\])"'{[(]*/y)
  if (/[[{(]/.test(reader.text[reader.at] ?? '')) skipExpression(reader)
}

/** Passes an expression: everything up to a comma, colon or closing bracket that is not within brackets or quotes. */
function skipExpression(reader: Reader): void {
  const { text } = reader
  let depth = 0
  while (reader.at < text.length) {
    const char = text[reader.at] ?? ''
    if (/["'`]/.test(char)) {
      if (readString(reader) === undefined) reader.at++
      continue
    }
    if (/[[{(]/.test(char)) depth++
    else if (/[\]})]/.test(char) && --depth < 0) return
    else if (char === ',' && depth === 0) return
    reader.at++
  }
}

function trimmedEnd({ text, at }: Reader): number {
  let end = at
  while (/\s/.test(text[end - 1] ?? '')) end--
  return end
}

/** String literals side by side, as Python joins them; one only where a key is read. */
function readStrings(reader: Reader, isKey = false): string | undefined {
  let said = readString(reader)
  if (said === undefined || isKey) return said
  for (;;) {
    const end = reader.at
    skip(reader)
    // In JSON a comma was forgotten: the next string is followed by a colon.
    const more = /^(?:[rbfuRBFU]{0,2})(["'])(?:(?!\1)[^\\\n]|\\.)*\1\s*:/.test(
      reader.text.slice(reader.at, reader.at + 200),
    )
      ? undefined
      : readString(reader)
    if (more === undefined) {
      reader.at = end
      return said
    }
    said += more
  }
}

const QUOTE = /(?:[rbfuRBFU]{0,2})("""|'''|"|'|`)/y

function readString(reader: Reader): string | undefined {
  QUOTE.lastIndex = reader.at
  const opened = QUOTE.exec(reader.text)
  const quote = opened?.[1]
  if (!opened || !quote) return undefined
  const from = reader.at + opened[0].length
  const spansLines = quote.length === 3 || quote === '`'
  let at = from
  while (at < reader.text.length && !reader.text.startsWith(quote, at)) {
    const char = reader.text[at]
    if (char === '\n' && !spansLines) break
    at += char === '\\' ? 2 : 1
  }
  if (!reader.text.startsWith(quote, at)) {
    reader.problems.push({ at: reader.at, message: 'the string is never closed' })
    reader.at = Math.min(at, reader.text.length)
    return readEscapes(reader.text.slice(from, at))
  }
  reader.at = at + quote.length
  return readEscapes(reader.text.slice(from, at))
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', '\n': '' }

function readEscapes(raw: string): string {
  if (!raw.includes('\\')) return raw
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([\s\S]))/g, (_, unicode, hex, char: string) =>
    unicode || hex ? String.fromCharCode(Number.parseInt(unicode ?? hex, 16)) : (ESCAPES[char] ?? char),
  )
}
