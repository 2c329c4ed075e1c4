/** Evaluates the rules for a subject. */
import type { EventSeen, Finding, Kind, Noted, Part, Rule, StreamSeen, Subject } from '../model/index.ts'
import { NotCaptured } from '../read/veil.ts'

/** More findings of one rule about one reply tell nothing new. */
const MOST_FINDINGS = 20

/**
 * What the rules find, in their order.
 * @param turn the turn that the findings belong to
 * @throws Error naming the rule, if a rule of ours fails: that is our bug, not the target's
 */
export function check(subject: Subject, rules: Rules, turn: number): readonly Noted[] {
  const noted: Noted[] = []
  for (const [id, rule] of ofKind(rules, subject.kind)) {
    if (!isAbout(rule, subject) || !suffices('part' in subject ? subject.part : undefined, rule)) continue
    try {
      let count = 0
      for (const finding of findingsOf(rule, subject)) {
        noted.push(note(finding, id, rule, turn))
        if (++count === MOST_FINDINGS) break
      }
    } catch (error) {
      // The rule needs a fact that was not captured; its findings so far remain.
      if (error instanceof NotCaptured) continue
      throw new Error(`the rule ${id} failed: ${(error as Error).message}`, { cause: error })
    }
  }
  return noted
}

/** Whether the rule is about the API and the endpoint of a subject. What compares all replies of a run is about each of them. */
function isAbout({ api, of }: Rule, subject: Subject): boolean {
  if (subject.kind === 'run' || subject.kind === 'event') return true
  const asked = subject.kind === 'conversation' ? subject.replies[0] : subject
  if (!asked) return true
  if (api !== undefined && api !== asked.api) return false
  return of === undefined || subject.kind === 'conversation' || of.includes(asked.endpoint)
}

/** What a rule finds. `on` says that it takes this kind; the types of a map cannot. */
function* findingsOf(rule: Rule, subject: Subject): Iterable<Finding> {
  if (!rule.check) return
  if (rule.on.includes(subject.kind)) yield* rule.check(subject as never)
  if (subject.kind === 'stream' && rule.types) yield* findingsInEvents(rule, subject)
}

/** A rule about a type of event sees each event of that type by itself; the places that it names begin at the event. */
function* findingsInEvents({ types = [], check }: Rule, stream: StreamSeen): Iterable<Finding> {
  for (const [index, { type, data }] of stream.chunks.entries()) {
    if (type === undefined || !types.includes(type)) continue
    const event: EventSeen = { kind: 'event', type, data, index, stream }
    for (const finding of check?.(event as never) ?? []) yield { ...finding, at: `/chunks/${index}${finding.at}` }
  }
}

/** Whether so much of a reply is enough for the rule. */
function suffices(part: Part | undefined, { extent }: Rule): boolean {
  return part === undefined || extent === undefined || (part === 'beginning' && extent === 'beginning')
}

type Rules = ReadonlyMap<string, Rule>
const sorted = new WeakMap<Rules, ReadonlyMap<string, readonly (readonly [string, Rule])[]>>()

/** The rules for a kind of subject; sorted once, since a run evaluates them thousands of times. */
function ofKind(rules: Rules, kind: Kind): readonly (readonly [string, Rule])[] {
  const known = sorted.get(rules)
  if (known) return known.get(kind) ?? []
  const byKind = new Map<string, (readonly [string, Rule])[]>()
  // Events are evaluated together with the stream that they come in.
  for (const entry of rules)
    for (const subject of new Set(entry[1].on.map((on) => (on === 'event' ? 'stream' : on))))
      byKind.set(subject, [...(byKind.get(subject) ?? []), entry])
  sorted.set(rules, byKind)
  return byKind.get(kind) ?? []
}

/** A finding with the rule that it belongs to. */
export function note(finding: Finding, id: string, rule: Rule, turn: number): Noted {
  const { at, message } = finding
  return {
    rule: id,
    level: rule.level,
    turn,
    at,
    message,
    ...('got' in finding ? { got: shorten(finding.got) } : {}),
  }
}

/** What a server sent may be huge or endlessly deep; a finding shows enough of it to be recognised. */
export function shorten(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length > 300 ? `${value.slice(0, 300)}…` : value
  if (typeof value !== 'object' || value === null) return value
  if (depth === 3) return Array.isArray(value) ? '[…]' : '{…}'
  if (Array.isArray(value)) {
    const items = value.slice(0, 5).map((item) => shorten(item, depth + 1))
    return value.length > 5 ? [...items, `… ${value.length - 5} more`] : items
  }
  const members = Object.entries(value)
  const shownMembers = members.slice(0, 12).map(([key, member]) => [shorten(key), shorten(member, depth + 1)])
  return Object.fromEntries(
    members.length > 12 ? [...shownMembers, ['…', `${members.length - 12} more`]] : shownMembers,
  )
}
