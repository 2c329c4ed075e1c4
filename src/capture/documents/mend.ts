/** Corrects examples in documents: adds members that are missing, where a plausible value is known, in the style around them. */
import type { Finding, Json } from '../../model/index.ts'
import { type Capture, type Valued, valueAt } from '../capture.ts'
import { childOf, follow, jsonOf } from '../node.ts'
import type { Branch, Member, Node } from './literal.ts'

/** A place in the file and what takes its place. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** What a document says of itself elsewhere, for values that have to agree. */
export interface Custom {
  readonly model?: string
}

/** The edits that mend what can be mended without knowing more than the document says. */
export function mendings(
  file: string,
  { values = [], subject }: Pick<Capture, 'values' | 'subject'>,
  findings: readonly Finding[],
  custom: Custom,
): readonly Edit[] {
  const lacking = new Map<Branch, { value: Valued; missing: Map<string, Json> }>()
  const edits: Edit[] = []
  for (const { at, got } of findings) {
    const found = valueAt(values, at)
    if (!found) continue
    const { value, steps } = found
    const { node, rest } = follow(value.node, steps)
    const [key] = rest
    const place: Place = { isStream: value.pointer !== '', isRequest: subject.kind === 'request', steps }
    if (got === undefined && key !== undefined && rest.length === 1 && node.type === 'object') {
      const plausible = plausibleValue(key, node, place, values, custom)
      if (plausible === undefined) continue
      const before = lacking.get(node)
      if (before) before.missing.set(key, plausible)
      else lacking.set(node, { value, missing: new Map([[key, plausible]]) })
    } else if (got !== undefined && !rest.length && steps.at(-1) === 'object' && 'value' in node) {
      const name = nameOf(place)
      const quote = value.excerpt.text[node.start] === "'" ? "'" : '"'
      if (name) edits.push(replacement(value, node, `${quote}${name}${quote}`))
    }
  }
  for (const [branch, { value, missing }] of lacking) edits.push(...insertions(file, value, branch, missing))
  return edits
}

/** The text with the edits made. */
export function edited(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => b.from - a.from)
  return sorted.reduce((kept, edit) => kept.slice(0, edit.from) + edit.text + kept.slice(edit.to), text)
}

/** Where in a value something is missing. */
interface Place {
  readonly isStream: boolean
  readonly isRequest: boolean
  readonly steps: readonly string[]
}

/** 2026-01-01T00:00:00Z. Not the clock: the same document is mended in the same way every day. */
const CREATED = 1_767_225_600

/** A value that the member may well have; undefined where only the author knows. */
function plausibleValue(
  key: string,
  around: Branch,
  place: Place,
  values: readonly Valued[],
  custom: Custom,
): Json | undefined {
  const { isStream, isRequest, steps } = place
  const path = steps.slice(0, -1).join('/')
  const said = (name: string): Json | undefined => saidElsewhere(values, name)
  const model = said('model') ?? custom.model ?? 'my-model'
  if (isRequest) {
    if (path === '' && key === 'model') return model
    return key === 'type' && childOf(around, 'function') ? 'function' : undefined
  }
  if (path === '') {
    if (key === 'id') return said('id') ?? 'chatcmpl-123'
    if (key === 'created') return said('created') ?? CREATED
    if (key === 'model') return model
    return key === 'object' ? nameOf(place) : undefined
  }
  if (/^choices\/\d+$/.test(path)) {
    if (key === 'index') return Number(steps[1])
    if (key === 'delta') return {}
    if (key === 'logprobs') return null
    if (key === 'finish_reason') return isStream ? null : finishOf(around)
  }
  if (/^choices\/\d+\/(?:message|delta)$/.test(path)) {
    if (key === 'role') return 'assistant'
    if (key === 'refusal') return null
    if (key === 'content' && childOf(around, 'tool_calls')) return null
  }
  if (/\/tool_calls\/\d+$/.test(path)) {
    if (key === 'index') return Number(steps.at(-2))
    if (key === 'type') return childOf(around, 'function') ? 'function' : undefined
    if (key === 'id') return 'call_123'
  }
  if (path === 'error') {
    if (key === 'param' || key === 'code') return null
    if (key === 'type') return 'invalid_request_error'
  }
  if (path === 'usage' && key === 'total_tokens') return sumOf(around)
  if (/^data\/\d+$/.test(path)) {
    if (key === 'object') return 'model'
    if (key === 'created') return CREATED
    if (key === 'owned_by') return 'my-organization'
  }
  return undefined
}

/** The value of the member that names the kind of the object. */
function nameOf({ isStream, isRequest, steps }: Place): string | undefined {
  if (isRequest || steps.length > 1) return undefined
  return isStream ? 'chat.completion.chunk' : 'chat.completion'
}

/** What another chunk of the stream says. */
function saidElsewhere(values: readonly Valued[], name: string): Json | undefined {
  const said = values.map(({ node }) => childOf(node, name)).find((node) => node && node.type !== 'unknown')
  return said && 'value' in said && said.value !== null ? said.value : undefined
}

function finishOf(choice: Branch): string {
  const calls = childOf(childOf(choice, 'message') ?? choice, 'tool_calls')
  return calls?.type === 'array' && calls.items.length ? 'tool_calls' : 'stop'
}

function sumOf(usage: Branch): number | undefined {
  const counts = ['prompt_tokens', 'completion_tokens'].map((name) => {
    const count = childOf(usage, name)
    return count?.type === 'number' ? Number(count.value) : Number.NaN
  })
  const sum = counts.reduce((a, b) => a + b, 0)
  return Number.isInteger(sum) ? sum : undefined
}

/** The order in which members stand in the published examples. */
const ORDER = [
  'index',
  'id',
  'object',
  'created',
  'owned_by',
  'model',
  'messages',
  'role',
  'message',
  'delta',
  'type',
  'function',
  'content',
  'refusal',
  'param',
  'code',
  'logprobs',
  'finish_reason',
  'choices',
  'total_tokens',
]

function insertions(file: string, value: Valued, branch: Branch, missing: ReadonlyMap<string, Json>): Edit[] {
  const style = styleOf(file, value, branch)
  const keys = [...missing.keys()].sort((a, b) => ORDER.indexOf(a) - ORDER.indexOf(b))
  const written = (key: string): string => value.excerpt.encode(style.write(key, missing.get(key) ?? null))
  const [first] = branch.members
  if (!first) {
    const at = value.excerpt.toFile(branch.start + 1)
    return [{ from: at, to: at, text: keys.map(written).join(', ') }]
  }
  // What goes to the same place goes there together, in order.
  const groups = new Map<Member | undefined, string[]>()
  for (const key of keys) {
    const before = branch.members.findLast((member) => comesBefore(member.key, key))
    groups.set(before, [...(groups.get(before) ?? []), written(key)])
  }
  return [...groups].map(([before, texts]) => {
    const next = before ? branch.members[branch.members.indexOf(before) + 1] : first
    const isBeside = next && (!before || isGap(value.excerpt.text.slice(before.value.end, next.keyStart)))
    if (isBeside) {
      const at = value.excerpt.toFile(next.keyStart)
      return { from: at, to: at, text: texts.map((text) => `${text},${style.gap}`).join('') }
    }
    const at = value.excerpt.toFile((before ?? first).value.end)
    return { from: at, to: at, text: texts.map((text) => `,${style.gap}${text}`).join('') }
  })
}

function comesBefore(known: string, key: string): boolean {
  const place = ORDER.indexOf(known)
  return place >= 0 && place < ORDER.indexOf(key)
}

/** Nothing but a comma, blanks and comments. */
function isGap(text: string): boolean {
  return /^\s*,?\s*(?:(?:\/\/|#)[^\n]*\s*|\/\*[\s\S]*?\*\/\s*)*$/.test(text)
}

interface Style {
  /** What stands between a comma and the next key. */
  readonly gap: string
  readonly write: (key: string, value: Json) => string
}

/** How the members of this object are written, so that new ones look the same. */
function styleOf(file: string, { excerpt, node: root }: Valued, branch: Branch): Style {
  const { text } = excerpt
  // An empty object looks like what is around it.
  const model = branch.members.length ? branch : root.type === 'object' ? root : branch
  const [first, second] = model.members
  const mark = text[first?.keyStart ?? 0] ?? '"'
  const quote = mark === '"' || mark === "'" ? mark : ''
  const written = first ? text.slice(first.keyEnd, first.value.start) : ': '
  const colon = /^[ \t]*[:=][ \t]*$/.test(written) ? written : ': '
  const isPython = colon.includes('=') || usesPythonWords(root, text)
  const write = (key: string, value: Json): string => {
    const json = JSON.stringify(value)
    const said = isPython && value === null ? 'None' : quote === "'" && typeof value === 'string' ? `'${value}'` : json
    return `${quote}${key}${quote}${colon}${said}`
  }
  const between =
    first && second ? text.slice(first.value.end, second.keyStart) : text.slice(model.start + 1, first?.keyStart)
  const key = second ?? first
  if (between.includes('\n') && key && branch.members.length)
    return { gap: lineBefore(file, excerpt.toFile(key.keyStart), text, key.keyStart), write }
  const blanks = second ? between.replace(/[^ \t]/g, '') : colon.endsWith(' ') ? ' ' : ''
  return { gap: blanks, write }
}

/** The line break and the indentation before a key, as they stand in the file, with the marks of a quotation. */
function lineBefore(file: string, keyAt: number, text: string, keyIn: number): string {
  const start = Math.max(file.lastIndexOf('\n', keyAt - 1), file.lastIndexOf('\r', keyAt - 1)) + 1
  const end = file.slice(0, start).endsWith('\r\n') ? '\r\n' : (file[start - 1] ?? '\n')
  const before = file.slice(start, keyAt)
  if (/^[\s>]*$/.test(before)) return end + before
  // Tags of a highlighter stand before it.
  return end + (/[ \t]*$/.exec(text.slice(0, keyIn))?.[0] ?? '')
}

function usesPythonWords(node: Node, text: string): boolean {
  if (node.type === 'object') return node.members.some(({ value }) => usesPythonWords(value, text))
  if (node.type === 'array') return node.items.some((item) => usesPythonWords(item, text))
  return /^(?:None|True|False)$/.test(text.slice(node.start, node.end))
}

function replacement({ excerpt }: Valued, node: Node, text: string): Edit {
  return { from: excerpt.toFile(node.start), to: excerpt.toFile(node.end), text: excerpt.encode(text) }
}

/** What the captures of a document say of its model. */
export function customOf(captures: readonly Capture[]): Custom {
  for (const { values = [] } of captures)
    for (const { node } of values) {
      const model = jsonOf(childOf(node, 'model') ?? { type: 'null', value: null, start: 0, end: 0 })
      if (typeof model === 'string' && model) return { model }
    }
  return {}
}
