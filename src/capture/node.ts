/** Finds the parts of a value that was read with its places. */
import type { Json } from '../model/index.ts'
import type { Node } from './documents/literal.ts'

/** The value without its places; null for what is unknown. */
export function jsonOf(node: Node): Json {
  if (node.type === 'object')
    return Object.fromEntries(node.members.map(({ key, value }) => [key, jsonOf(value)] as const))
  return node.type === 'array' ? node.items.map(jsonOf) : node.value
}

/** The steps of a JSON pointer. */
export function stepsOf(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** The member or item of a node by that name; undefined if there is none. The last of several counts, as it does in JSON. */
export function childOf(node: Node, step: string): Node | undefined {
  if (node.type === 'object') return node.members.findLast(({ key }) => key === step)?.value
  return node.type === 'array' && /^\d+$/.test(step) ? node.items[Number(step)] : undefined
}

export interface Found {
  /** The deepest node on the way. */
  readonly node: Node
  /** The steps after it that lead nowhere; none if all of them were found. */
  readonly rest: readonly string[]
}

/** Follows a pointer as far as possible. */
export function follow(root: Node, steps: readonly string[]): Found {
  let node = root
  for (const [i, step] of steps.entries()) {
    const child = childOf(node, step)
    if (!child) return { node, rest: steps.slice(i) }
    node = child
  }
  return { node, rest: [] }
}

/** A string in place of which the author left something out. */
export function isDots(node: Node): boolean {
  return node.type === 'string' && typeof node.value === 'string' && /^\s*(?:\.\.\.|…)\s*$/.test(node.value)
}

/** Whether something was left out where the pointer leads: then a finding there cannot be relied on. */
export function isElidedAt(root: Node, steps: readonly string[], isMissing: boolean): boolean {
  const { node, rest } = follow(root, steps)
  if (node.type === 'unknown' || isDots(node)) return true
  if (node.type !== 'object' && node.type !== 'array') return false
  // A finding about an array or object itself may be due to what is left out of it.
  return node.isElided && (rest.length > 0 || isMissing || steps.length === 0 || node.type === 'array')
}
