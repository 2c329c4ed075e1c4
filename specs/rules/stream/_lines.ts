/** The lines of an event stream, as the SSE standard reads them. */
import type { Line, StreamSeen } from '../../../src/model/index.ts'

/** A defect that runs through a whole stream is shown by its first places. */
export const FEW = 3

export interface Field {
  readonly name: string
  readonly value: string
  /** Position of the line. */
  readonly line: number
}

/** A block of lines up to an empty line: what makes an event, if one of its fields is data. */
export interface Block {
  readonly fields: readonly Field[]
  /** An empty line ends it; without one no event is dispatched. */
  readonly isEnded: boolean
}

/** A line as a field, by the SSE standard; undefined for an empty line and a comment. */
export function field(text: string, line: number): Field | undefined {
  const colon = text.indexOf(':')
  if (text === '' || colon === 0) return undefined
  if (colon < 0) return { name: text, value: '', line }
  return { name: text.slice(0, colon), value: text.slice(colon + 1).replace(/^ /, ''), line }
}

/** The blocks that have fields, in order. */
export function blocks(lines: readonly Line[]): readonly Block[] {
  const found: Block[] = []
  let fields: Field[] = []
  for (const [i, { text }] of lines.entries()) {
    const one = field(text, i)
    if (one) fields.push(one)
    if (text !== '' || !fields.length) continue
    found.push({ fields, isEnded: true })
    fields = []
  }
  return fields.length ? [...found, { fields, isEnded: false }] : found
}

/** The block holds data, so that an event comes of it. */
export function hasData({ fields }: Block): boolean {
  return fields.some(({ name }) => name === 'data')
}

const FIELD_NAMES = ['data', 'event', 'id', 'retry']

/**
 * A line that the standard allows and every client passes over: a field of an unknown name. Where its name or its value
 * shows that clients were to read it, they miss something.
 */
function isUnknownField({ name, value }: Field, text: string): boolean {
  const isName = /^[a-z][\w-]*$/i.test(name) && !/^(data|event|id|retry|error|done)$/i.test(name)
  return isName && text.includes(':') && !/^[[{"]/.test(value)
}

/** The lines with which a conforming parser drops what the server says: no comment, and none of the four fields. */
export function strayLines(seen: StreamSeen): readonly Field[] {
  // A line that was cut off while it came is no line yet.
  const isCut = seen.exchange.ended !== 'complete' && !/[\r\n]$/.test(seen.text)
  const whole = isCut ? seen.lines.slice(0, -1) : seen.lines
  return whole.flatMap(({ text }, i) => {
    const one = field(text, i)
    return one && !FIELD_NAMES.includes(one.name) && !isUnknownField(one, text) ? [one] : []
  })
}

/** The first data of an event at the end of the body that no empty line ended. */
export function lostData(seen: StreamSeen): Field | undefined {
  const last = blocks(seen.lines).at(-1)
  return last && !last.isEnded ? last.fields.find(({ name }) => name === 'data') : undefined
}
