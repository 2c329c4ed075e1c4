/** The JSON texts of a reply, and the details that parsing loses. */
import type { ErrorSeen, JsonSeen, StreamSeen } from '../../../src/model/index.ts'
import { once } from '../_helpers.ts'

type JsonReply = JsonSeen | StreamSeen | ErrorSeen

/** The kinds of reply that carry JSON. */
export const JSON_REPLIES = ['json', 'stream', 'error'] as const

export interface JsonText {
  /** Pointer to its root in the reply. */
  readonly at: string
  readonly text: string
  readonly value: unknown
}

/** Every JSON text of a reply: its body, or the data of its chunks. */
export const collectJsonTexts = once((seen: JsonReply): readonly JsonText[] => {
  if (seen.kind === 'stream') return seen.chunks.map(({ text, data }, i) => ({ at: `/chunks/${i}`, text, value: data }))
  const value = seen.kind === 'json' ? seen.result : seen.body
  return value === undefined ? [] : [{ at: '', text: seen.text, value }]
})

export interface Lexical {
  /** Numbers written with a decimal point or an exponent, as deep as the contract goes. */
  readonly decimals: readonly { readonly at: string; readonly raw: string }[]
  /** The first fields that occur more than once in an object. */
  readonly duplicates: readonly string[]
}

/** The contract is less deep than this. Pointers into hostile nesting would be longer than its text. */
const DEPTH = 16
/** More places add nothing to a report. */
const ENOUGH = 3

interface Frame {
  /** Names seen so far; undefined for an array. */
  readonly names: Set<string> | undefined
  step: string | number
}

/** The details of a well-formed JSON text that parsing loses. It does not recurse, so any depth is safe. */
export const scanLexicalForm = once(({ text }: JsonText): Lexical => {
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
      const end = findEndOfString(text, i)
      if (isName && frame?.names) {
        frame.step = decodeName(text.slice(i, end + 1))
        if (frame.names.has(frame.step) && duplicates.length < ENOUGH) duplicates.push(toPointer(frames))
        frame.names.add(frame.step)
        isName = false
      }
      i = end
    } else if (char === '-' || (char >= '0' && char <= '9')) {
      const raw = readNumber(text, i)
      if (frames.length <= DEPTH && /[.eE]/.test(raw)) decimals.push({ at: toPointer(frames), raw })
      i += raw.length - 1
    }
  }
  return { decimals, duplicates }
})

/** Position of the closing quote. */
function findEndOfString(text: string, start: number): number {
  let i = start + 1
  while (i < text.length && text[i] !== '"') i += text[i] === '\\' ? 2 : 1
  return i
}

function readNumber(text: string, start: number): string {
  let end = start + 1
  while (end < text.length && /[\d.eE+-]/.test(text[end] as string)) end++
  return text.slice(start, end)
}

function decodeName(quoted: string): string {
  try {
    return String(JSON.parse(quoted))
  } catch {
    return quoted
  }
}

function toPointer(frames: readonly Frame[]): string {
  return frames
    .slice(0, DEPTH)
    .map(({ step }) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('')
}
