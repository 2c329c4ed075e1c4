/** Fixes examples in documents: adds members that are missing, if a plausible value is known, in the style around them. */
import { asObject } from '../../foundation/json.ts'
import type { Finding, Fixes, Json, MemberPlace } from '../../model/index.ts'
import { type Capture, type Valued, valueAt } from '../capture.ts'
import { childOf, follow, jsonOf } from '../node.ts'
import type { Branch, Member, Node } from './literal.ts'

/** A place in the file and the text for it. */
export interface Edit {
  readonly from: number
  readonly to: number
  readonly text: string
}

/** A capture of a document with the findings that can be fixed. */
export interface Correction {
  readonly capture: Capture
  readonly findings: readonly Finding[]
}

/** The edits that fix what can be fixed without knowing more than the document says. */
export function findEdits(file: string, corrections: readonly Correction[], fixes: Fixes | undefined): readonly Edit[] {
  if (!fixes) return []
  const all = corrections.flatMap(({ capture }) => capture.values ?? [])
  const inDocument = (name: string): readonly Json[] =>
    all.flatMap(({ node }) => {
      const child = childOf(node, name)
      return child ? [jsonOf(child)] : []
    })
  return corrections.flatMap((correction) => editsOf(file, correction, inDocument, fixes))
}

function editsOf(
  file: string,
  { capture: { values = [], subject }, findings }: Correction,
  inDocument: MemberPlace['inDocument'],
  fixes: Fixes,
): readonly Edit[] {
  const lacking = new Map<Branch, { value: Valued; missing: Map<string, Json> }>()
  const edits: Edit[] = []
  const said = (name: string): Json | undefined => firstValue(values, name)
  for (const { at, got } of findings) {
    const found = valueAt(values, at)
    if (!found) continue
    const { value, steps } = found
    const { node, rest } = follow(value.node, steps)
    const [key] = rest
    const form = subject.kind === 'request' ? 'request' : value.pointer === '' ? 'json' : 'event'
    const place = (around: Node): MemberPlace => ({
      steps,
      form,
      around: asObject(jsonOf(around)) ?? {},
      said,
      inDocument,
    })
    if (got === undefined && key !== undefined && rest.length === 1 && node.type === 'object') {
      const plausible = fixes.missing(place(node))
      if (plausible === undefined) continue
      const before = lacking.get(node)
      if (before) before.missing.set(key, plausible)
      else lacking.set(node, { value, missing: new Map([[key, plausible]]) })
    } else if (got !== undefined && !rest.length && steps.length && 'value' in node) {
      const name = fixes.wrong(place(follow(value.node, steps.slice(0, -1)).node))
      const quote = value.excerpt.text[node.start] === "'" ? "'" : '"'
      if (name !== undefined) edits.push(replacement(value, node, `${quote}${name}${quote}`))
    }
  }
  for (const [branch, { value, missing }] of lacking)
    edits.push(...insertions(file, value, branch, missing, fixes.order))
  return edits
}

/** The text with the edits made. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const sorted = [...edits].sort((a, b) => b.from - a.from)
  return sorted.reduce((kept, edit) => kept.slice(0, edit.from) + edit.text + kept.slice(edit.to), text)
}

/** The value of a top-level member in the first of the values that has it. */
function firstValue(values: readonly Valued[], name: string): Json | undefined {
  const found = values.map(({ node }) => childOf(node, name)).find((node) => node && node.type !== 'unknown')
  return found && 'value' in found && found.value !== null ? found.value : undefined
}

function insertions(
  file: string,
  value: Valued,
  branch: Branch,
  missing: ReadonlyMap<string, Json>,
  order: readonly string[],
): Edit[] {
  const style = styleOf(file, value, branch)
  const keys = [...missing.keys()].sort((a, b) => order.indexOf(a) - order.indexOf(b))
  const written = (key: string): string => value.excerpt.encode(style.write(key, missing.get(key) ?? null))
  const [first] = branch.members
  if (!first) {
    const at = value.excerpt.toFile(branch.start + 1)
    return [{ from: at, to: at, text: keys.map(written).join(', ') }]
  }
  // Members for the same place are inserted together, in order.
  const groups = new Map<Member | undefined, string[]>()
  for (const key of keys) {
    const before = branch.members.findLast((member) => comesBefore(order, member.key, key))
    groups.set(before, [...(groups.get(before) ?? []), written(key)])
  }
  return [...groups].map(([before, texts]) => {
    const next = before ? branch.members[branch.members.indexOf(before) + 1] : first
    const isNext = next && (!before || isGap(value.excerpt.text.slice(before.value.end, next.keyStart)))
    if (isNext) {
      const at = value.excerpt.toFile(next.keyStart)
      return { from: at, to: at, text: texts.map((text) => `${text},${style.gap}`).join('') }
    }
    const at = value.excerpt.toFile((before ?? first).value.end)
    return { from: at, to: at, text: texts.map((text) => `,${style.gap}${text}`).join('') }
  })
}

function comesBefore(order: readonly string[], known: string, key: string): boolean {
  const place = order.indexOf(known)
  return place >= 0 && place < order.indexOf(key)
}

/** Whether a text is only a comma, blanks and comments. */
function isGap(text: string): boolean {
  return /^\s*,?\s*(?:(?:\/\/|#)[^\n]*\s*|\/\*[\s\S]*?\*\/\s*)*$/.test(text)
}

interface Style {
  /** The text between a comma and the next key. */
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
    const literal =
      isPython && value === null ? 'None' : quote === "'" && typeof value === 'string' ? `'${value}'` : json
    return `${quote}${key}${quote}${colon}${literal}`
  }
  const between =
    first && second ? text.slice(first.value.end, second.keyStart) : text.slice(model.start + 1, first?.keyStart)
  const key = second ?? first
  if (between.includes('\n') && key && branch.members.length)
    return { gap: lineBefore(file, excerpt.toFile(key.keyStart), text, key.keyStart), write }
  const blanks = second ? between.replace(/[^ \t]/g, '') : colon.endsWith(' ') ? ' ' : ''
  return { gap: blanks, write }
}

/** The line break and the indentation before a key in the file, with the marks of a quotation. */
function lineBefore(file: string, keyAt: number, text: string, keyIn: number): string {
  const start = Math.max(file.lastIndexOf('\n', keyAt - 1), file.lastIndexOf('\r', keyAt - 1)) + 1
  const end = file.slice(0, start).endsWith('\r\n') ? '\r\n' : (file[start - 1] ?? '\n')
  const before = file.slice(start, keyAt)
  if (/^[\s>]*$/.test(before)) return end + before
  // Tags of a highlighter are before it.
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
