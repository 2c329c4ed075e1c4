/** Finds error replies in the messages of exceptions, as the official libraries print them. */
import { childOf } from '../node.ts'
import { type Branch, readLiteral } from './literal.ts'

export interface ErrorText {
  readonly status: number
  /** The body, with its places. */
  readonly node: Branch
  /** Offsets in the text. */
  readonly start: number
  readonly end: number
}

/** Python: `Error code: 400 - {'error': …}`, the body as a dict. */
const PYTHON = /\bError code: (\d{3}) - (?=[{[])/g
/** Node.js: `BadRequestError: 400 No.` with its stack, and then its fields, of which `error` is that of the body. */
const NODE = /\b[A-Z]\w*Error: (\d{3}) [^\n]*(?:\n\s+at [^\n]*){0,60}?[^\n{]*\{\s*\n/g
/** Go: `POST "https://…": 400 Bad Request {…}`, with the error of the body. */
const GO = /\b(?:GET|POST) "https?:[^"\n]{1,500}": (\d{3}) [A-Z][A-Za-z -]{0,40} (?=\{)/g
/** If so many cannot be read, the others cannot either. */
const MOST_UNREAD = 20

/** The error replies in a text, in order. */
export function errorsIn(text: string): readonly ErrorText[] {
  const found = [...read(text, PYTHON, bare), ...read(text, NODE, ofNode), ...read(text, GO, ofError)]
  return found.sort((a, b) => a.start - b.start)
}

type Unwrap = (node: Branch, status: number) => Branch | undefined

const bare: Unwrap = (node) => node
const ofNode: Unwrap = (node, status) => {
  const error = childOf(node, 'error')
  const code = childOf(node, 'status')
  return code?.type === 'number' && code.value === status && error?.type === 'object' ? wrap(error) : undefined
}
const ofError: Unwrap = (node) => (childOf(node, 'error') ? node : wrap(node))

/** The library prints only the error of the body: what else the body has is not known. */
function wrap(error: Branch): Branch {
  const { start, end } = error
  return {
    type: 'object',
    members: [{ key: 'error', keyStart: start, keyEnd: start, value: error }],
    isElided: true,
    start,
    end,
  }
}

function read(text: string, form: RegExp, unwrap: Unwrap): ErrorText[] {
  const found: ErrorText[] = []
  let unread = 0
  let done = 0
  for (const { index, 0: begun, 1: code } of text.matchAll(form)) {
    if (index < done || unread >= MOST_UNREAD) continue
    const from = form === NODE ? index + begun.lastIndexOf('{') : index + begun.length
    const reading = readLiteral(text, from)
    const status = Number(code)
    const isRead = reading?.node.type === 'object' && !reading.problems.length
    const node = isRead ? unwrap(reading.node as Branch, status) : undefined
    if (!reading || !node) {
      unread++
      continue
    }
    done = reading.node.end
    found.push({ status, node, start: index, end: done })
  }
  return found
}
