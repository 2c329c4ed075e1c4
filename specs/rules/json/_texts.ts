/** The JSON texts of a reply, and what parsing them loses. */
import type { ErrorSeen, JsonSeen, StreamSeen } from '../../../src/model/index.ts'
import { once } from '../_helpers.ts'

type JsonReply = JsonSeen | StreamSeen | ErrorSeen

/** The kinds of reply that carry JSON. */
export const JSON_REPLIES = ['json', 'stream', 'error'] as const

export interface JsonText {
  /** Pointer to where its root stands in the reply. */
  readonly at: string
  readonly text: string
  readonly value: unknown
}

/** Every JSON text of a reply: its body, or the data of its chunks. */
export const jsonTexts = once((seen: JsonReply): readonly JsonText[] => {
  if (seen.kind === 'stream') return seen.chunks.map(({ text, data }, i) => ({ at: `/chunks/${i}`, text, value: data }))
  const value = seen.kind === 'json' ? seen.result : seen.body
  return value === undefined ? [] : [{ at: '', text: seen.text, value }]
})

export interface Lexical {
  /** Numbers written with a point or an exponent, where the contract has numbers. */
  readonly decimals: readonly { readonly at: string; readonly raw: string }[]
  /** The first members that an object has more than once. */
  readonly duplicates: readonly string[]
}

/** What the contract describes lies less deep; pointers of a hostile nesting would be longer than its text. */
const DEPTH = 16
/** More are no news. */
const ENOUGH = 3

interface Frame {
  /** Names seen so far; undefined for an array. */
  readonly names: Set<string> | undefined
  step: string | number
}

/** What parsing loses of a well-formed JSON text. Nested as deep as it may be: there is no recursion. */
export const lexical = once(({ text }: JsonText): Lexical => {
  const frames: Frame[] = []
  const decimals: { at: string; raw: string }[] = []
  const duplicates: string[] = []
  let isName = false
  for (let i = 0; i < text.length; i++) {
    const char = text[i] as string
    const frame = frames.at(-1)
    if (char === '{') {
      frames.push({ names: new Set(), step: '' })
      isName = true
    } else if (char === '[') {
      frames.push({ names: undefined, step: 0 })
    } else if (char === '}' || char === ']') {
      frames.pop()
      isName = false
    } else if (char === ',' && frame) {
      if (frame.names) isName = true
      else frame.step = (frame.step as number) + 1
    } else if (char === '"') {
      const end = endOfString(text, i)
      if (isName && frame?.names) {
        frame.step = name(text.slice(i, end + 1))
        if (frame.names.has(frame.step) && duplicates.length < ENOUGH) duplicates.push(pointer(frames))
        frame.names.add(frame.step)
        isName = false
      }
      i = end
    } else if (char === '-' || (char >= '0' && char <= '9')) {
      const raw = numberAt(text, i)
      if (frames.length <= DEPTH && /[.eE]/.test(raw)) decimals.push({ at: pointer(frames), raw })
      i += raw.length - 1
    }
  }
  return { decimals, duplicates }
})

/** Position of the closing quote. */
function endOfString(text: string, start: number): number {
  let i = start + 1
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1
  return i
}

function numberAt(text: string, start: number): string {
  let end = start + 1
  while (end < text.length && /[\d.eE+-]/.test(text[end] as string)) end++
  return text.slice(start, end)
}

function name(quoted: string): string {
  try {
    return String(JSON.parse(quoted))
  } catch {
    return quoted
  }
}

function pointer(frames: readonly Frame[]): string {
  return frames
    .slice(0, DEPTH)
    .map(({ step }) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
}

/** Every string of a JSON value, names of members included, with its pointer. There is no recursion. */
export function* strings(value: unknown): Iterable<{ readonly at: string; readonly text: string }> {
  const open: { at: string; value: unknown }[] = [{ at: '', value }]
  for (let next = open.pop(); next; next = open.pop()) {
    const { at, value: node } = next
    if (typeof node === 'string') yield { at, text: node }
    if (typeof node !== 'object' || node === null) continue
    for (const [step, member] of Object.entries(node)) {
      if (!Array.isArray(node)) yield { at: `${at}/${step}`, text: step }
      open.push({ at: `${at}/${step}`, value: member })
    }
  }
}
