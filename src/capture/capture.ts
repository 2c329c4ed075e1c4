/** What can be judged in a file: a request or a reply, with what is known about it and the way back to its places. */
import type { Endpoint, Exchange, Fact, Finding, Json, Part } from '../model/index.ts'
import type { Node } from './documents/literal.ts'
import type { Excerpt, Spot } from './excerpt.ts'
import { follow, isElidedAt, stepsOf } from './node.ts'

export interface Capture {
  readonly spot: Spot
  /** For people: `a request`, `a stream`. */
  readonly title: string
  readonly subject: CapturedRequest | CapturedReply
  /** The text around it, which may contain keys that it repeats. */
  readonly source: string
  /** The line and column of what a pointer leads to, or of what it should be in. */
  locate(at: string): Spot
  /** Whether the author left something out there, so that a finding cannot be relied on. */
  hides?(finding: Finding): boolean
  /** A stream of which the file may not have the end. */
  readonly hasNoEnd?: true
  /** The values that it was read from, for a document that can be corrected. */
  readonly values?: readonly Valued[]
}

export interface CapturedRequest {
  readonly kind: 'request'
  /** The endpoint that it is for. */
  readonly endpoint: Endpoint
  readonly body: Json
}

export interface CapturedReply {
  readonly kind: 'reply'
  readonly exchange: Exchange
  readonly part?: Part
  readonly lacks: ReadonlySet<Fact>
}

/** A place that cannot be read, or not to its end. */
export interface Trouble {
  readonly spot: Spot
  readonly trouble: string
  /** Nothing is wrong with it: there is only nothing to judge. */
  readonly isHarmless?: true
  /** Nothing in the file is recognised: of the files of a folder that is not said. */
  readonly isForeign?: true
}

/** A JSON value of a file. */
export interface Valued {
  /** Pointer to it in the reply: empty for a body, `/chunks/3` in a stream. */
  readonly pointer: string
  readonly excerpt: Excerpt
  readonly node: Node
}

/** The value that a pointer leads into, and the steps within it. The parts of an assembled stream are looked for in its last chunk. */
export function valueAt(
  values: readonly Valued[],
  at: string,
): { value: Valued; steps: readonly string[] } | undefined {
  const steps = stepsOf(at)
  if (steps[0] === 'chunks') {
    const value = values.find(({ pointer }) => pointer === `/chunks/${steps[1]}`)
    return value && { value, steps: steps.slice(2) }
  }
  const body = values.find(({ pointer }) => pointer === '')
  return body && { value: body, steps }
}

/** `locate` for values that are read when they are first needed. */
export function locator(
  values: () => readonly Valued[],
  spotOf: (offset: number) => Spot,
  spot: Spot,
): (at: string) => Spot {
  let read: readonly Valued[] | undefined
  return (at) => {
    read ??= values()
    const all = read
    const found = valueAt(all, at)
    if (found) return spotOf(found.value.excerpt.toFile(follow(found.value.node, found.steps).node.start))
    // A finding about a stream as a whole: what is missing is missing at its end.
    const last = all.at(-1)
    return last && last.pointer !== '' ? spotOf(last.excerpt.toFile(last.node.start)) : spot
  }
}

/** `hides` for values with elisions. */
export function hider(values: readonly Valued[]): (finding: Finding) => boolean {
  return ({ at, got }) => {
    const found = valueAt(values, at)
    if (found) return isElidedAt(found.value.node, found.steps, got === undefined)
    // A finding about a complete message may be due to anything that is left out of it.
    return values.some(({ node }) => hasElision(node))
  }
}

function hasElision(node: Node): boolean {
  if (node.type === 'unknown') return true
  if (node.type === 'object') return node.isElided || node.members.some(({ value }) => hasElision(value))
  return node.type === 'array' && (node.isElided || node.items.some(hasElision))
}
