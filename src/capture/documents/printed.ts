/** Reads replies as Python prints the objects of its clients: `ChatCompletion(id='…', choices=[Choice(…)])`. */
import type { Branch, Node } from './literal.ts'
import { readPrinted } from './literal.ts'

export interface Printed {
  readonly node: Branch
  readonly start: number
  readonly end: number
}

/** If so many cannot be read, the others cannot either. */
const MOST_UNREAD = 20

/**
 * The replies that are printed in a text.
 * @param form matches the name of an object up to its fields
 */
export function printedIn(text: string, form: RegExp): readonly Printed[] {
  const found: Printed[] = []
  let unread = 0
  let done = 0
  for (const { index, 0: opened } of text.matchAll(form)) {
    if (index < done) continue
    const reading = readPrinted(text, index + opened.length)
    if (reading?.node.type !== 'object' || reading.problems.length) {
      if (++unread === MOST_UNREAD) break
      continue
    }
    const node = withoutDefaults(reading.node) as Branch
    done = node.end
    found.push({ node, start: index, end: node.end })
  }
  return found
}

/** The client fills in None for what was not sent, so nothing is known of such a field, and nothing is missing. */
export function withoutDefaults(node: Node): Node {
  if (node.type === 'array') return { ...node, items: node.items.map(withoutDefaults) }
  if (node.type !== 'object') return node
  const members = node.members
    .filter(({ value }) => value.type !== 'null')
    .map((member) => ({ ...member, value: withoutDefaults(member.value) }))
  return { ...node, members, isElided: true }
}
