/** Defects in plain words: how far they reach, where their example is, and how many there are. */
import type { Defect, Example, Extent } from '../src/model/index.ts'
import { count } from './number.ts'
import { printable } from './printable.ts'

const SINGULAR: Readonly<Record<Extent['unit'], string>> = {
  streams: 'stream',
  replies: 'reply',
  'error replies': 'error reply',
  conversations: 'conversation',
  cases: 'case',
  requests: 'request',
}

/** `88 of 88 streams`, `3 of 41 replies`, `1 case`. */
export function formatExtent({ unit, broken, of }: Extent): string {
  if (of === undefined) return count(broken, SINGULAR[unit], unit)
  return `${broken.toLocaleString('en')} of ${count(of, SINGULAR[unit], unit)}`
}

/** Where an example is: `streaming/basic, turn 2, at /choices/0`. The turn only if it is not the first. */
export function describePlace({ case: id, turn: index, retryOf, at, place }: Example): string {
  const turn = retryOf ?? index
  const where = place ? `${printable(place.file)}:${place.line}` : printable(id)
  return `${where}${turn ? `, turn ${turn + 1}` : ''}${at ? `, at ${printable(at)}` : ''}`
}

/** The rules whose findings a defect explains, with the number of findings: `stream/finish-present (12), usage/final (3)`. */
export function formatExplained({ explains }: Defect): string {
  return explains
    .toSorted((a, b) => b.findings - a.findings)
    .map(({ rule, findings }) => `${printable(rule)} (${findings.toLocaleString('en')})`)
    .join(', ')
}

/** `2 defects (1 MUST, 1 SHOULD)`; the word for them can be another, such as `new defect`. */
export function countDefects(defects: readonly Defect[], noun = 'defect'): string {
  const levels = (['MUST', 'SHOULD'] as const).flatMap((level) => {
    const n = defects.filter((defect) => defect.level === level).length
    return n ? [`${n.toLocaleString('en')} ${level}`] : []
  })
  return `${count(defects.length, noun)}${levels.length ? ` (${levels.join(', ')})` : ''}`
}

/** Whether the baseline accepts every finding of a defect. */
export function isKnown({ known }: Defect): boolean {
  return known !== undefined
}
