/** JSON as lines to show: as it was sent, token by token, so that 1.0 stays 1.0 and a member that comes twice is seen twice. */
import { pointerOf } from './place.ts'

export interface Token {
  readonly text: string
  readonly is: 'key' | 'string' | 'word' | 'sign'
}

export interface Line {
  /** JSON pointer of the node that the line begins, or ends. */
  readonly at: string
  readonly depth: number
  readonly tokens: readonly Token[]
  readonly ends: boolean
}

/** Objects and lists that are no longer than this stay on one line. */
const SHORT = 76

/** What nests deeper is not shown. */
const DEEPEST = 60

/**
 * @param text valid JSON
 * @param marked pointers of nodes that need a line of their own
 */
export function jsonLines(text: string, marked: readonly string[] = []): readonly Line[] {
  const tokens = tokensOf(text)
  const ends = endsOf(tokens)
  const lines: Line[] = []
  /** The open objects and lists, with the step to what comes next in each. */
  const open: { readonly isList: boolean; next: string; count: number }[] = []
  let line: Token[] = []
  const steps = (): string => pointerOf(open.map(({ next }) => next))
  const close = (at: string, isEnd = false): void => {
    lines.push({ at, depth: open.length, tokens: line, ends: isEnd })
    line = []
  }
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token
    const around = open.at(-1)
    if (token.text === ':') {
      line.push({ text: ': ', is: 'sign' })
      continue
    }
    if (token.text === ',') {
      // It belongs to the line before.
      const before = lines.at(-1)
      if (before) lines[lines.length - 1] = { ...before, tokens: [...before.tokens, token] }
      if (around?.isList) around.next = String(++around.count)
      continue
    }
    if (token.is === 'sign' && (token.text === '}' || token.text === ']')) {
      open.pop()
      line.push(token)
      close(steps(), true)
      continue
    }
    if (token.is === 'key' && around) {
      around.next = nameOf(token.text)
      line.push(token)
      continue
    }
    const at = steps()
    if (token.is === 'sign') {
      const end = ends.get(i) ?? tokens.length - 1
      const tooDeep = open.length > DEEPEST
      const inside = tooDeep ? [] : tokens.slice(i, end + 1)
      if (tooDeep || (isShort(inside) && !marked.some((one) => one.startsWith(`${at}/`)))) {
        line.push(...(tooDeep ? [{ text: '…', is: 'sign' } as const] : spaced(inside)))
        close(at)
        i = end
        continue
      }
      line.push(token)
      close(at)
      const isList = token.text === '['
      open.push({ isList, next: isList ? '0' : '', count: 0 })
      continue
    }
    line.push(token)
    close(at)
  }
  return lines
}

function tokensOf(text: string): Token[] {
  const found: Token[] = []
  for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    const before = found.at(-1)
    if (token === ':' && before?.is === 'string') found[found.length - 1] = { ...before, is: 'key' }
    found.push({ text: token, is: token.startsWith('"') ? 'string' : /^[{}[\],:]$/.test(token) ? 'sign' : 'word' })
  }
  return found
}

/** Where each object and list ends. */
function endsOf(tokens: readonly Token[]): ReadonlyMap<number, number> {
  const ends = new Map<number, number>()
  const open: number[] = []
  for (const [i, { text, is }] of tokens.entries()) {
    if (is !== 'sign') continue
    if (text === '{' || text === '[') open.push(i)
    else if (text === '}' || text === ']') ends.set(open.pop() ?? 0, i)
  }
  return ends
}

function isShort(tokens: readonly Token[]): boolean {
  let length = 0
  for (const { text } of tokens) {
    length += text.length + 1
    if (length > SHORT) return false
  }
  return true
}

function spaced(tokens: readonly Token[]): Token[] {
  return tokens.map((token) =>
    token.is === 'sign' && /^[,:]$/.test(token.text) ? { ...token, text: `${token.text} ` } : token,
  )
}

function nameOf(literal: string): string {
  return JSON.parse(literal) as string
}

/** The nearest node that is there: the pointer itself, or of what is missing the holder. */
export function nearest(path: readonly string[], json: unknown): readonly string[] {
  let value = json
  for (const [i, step] of path.entries()) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return path.slice(0, i)
    value = (value as Readonly<Record<string, unknown>>)[step]
  }
  return path
}
