/** The lines of an event stream, parsed as the SSE standard says. */
import type { Line, StreamSeen } from '../../../src/model/index.ts'

export interface Field {
  readonly name: string
  readonly value: string
  /** Position of the line. */
  readonly line: number
}

/** The lines up to an empty line. They make an event if one of the fields is data. */
export interface Block {
  readonly fields: readonly Field[]
  /** An empty line ends the block; without it clients do not receive the event. */
  readonly isEnded: boolean
}

/** A line as a field, by the SSE standard; undefined for an empty line and a comment. */
export function field(text: string, line: number): Field | undefined {
  const colon = text.indexOf(':')
  if (text === '' || colon === 0) return undefined
  if (colon < 0) return { name: text, value: '', line }
  return { name: text.slice(0, colon), value: text.slice(colon + 1).replace(/^ /, ''), line }
}

/** The blocks with at least one field, in order. */
export function blocks(lines: readonly Line[]): readonly Block[] {
  const ended: Block[] = []
  let fields: Field[] = []
  for (const [i, { text }] of lines.entries()) {
    const parsed = field(text, i)
    if (parsed) fields.push(parsed)
    if (text !== '' || !fields.length) continue
    ended.push({ fields, isEnded: true })
    fields = []
  }
  return fields.length ? [...ended, { fields, isEnded: false }] : ended
}

/** The block contains data, so it makes an event. */
export function hasData({ fields }: Block): boolean {
  return fields.some(({ name }) => name === 'data')
}

const FIELD_NAMES = ['data', 'event', 'id', 'retry']

/**
 * A field with an unknown name, which the standard allows and every client ignores. If its name or value shows that
 * clients should have read it, they lose content, so it does not count as unknown.
 */
function isUnknownField({ name, value }: Field, text: string): boolean {
  const isName = /^[a-z][\w-]*$/i.test(name) && !/^(data|event|id|retry|error|done)$/i.test(name)
  return isName && text.includes(':') && !/^[[{"]/.test(value)
}

/** The lines whose content a conforming parser drops: neither comments nor one of the four fields. */
export function strayLines(seen: StreamSeen): readonly Field[] {
  // A line that was truncated is not a complete line.
  const isCut = seen.exchange.ended !== 'complete' && !/[\r\n]$/.test(seen.text)
  const lines = isCut ? seen.lines.slice(0, -1) : seen.lines
  return lines.flatMap(({ text }, i) => {
    const parsed = field(text, i)
    return parsed && !FIELD_NAMES.includes(parsed.name) && !isUnknownField(parsed, text) ? [parsed] : []
  })
}

/** The first data field of a last event without the empty line that ends it. */
export function lostData(seen: StreamSeen): Field | undefined {
  const last = blocks(seen.lines).at(-1)
  return last && !last.isEnded ? last.fields.find(({ name }) => name === 'data') : undefined
}
