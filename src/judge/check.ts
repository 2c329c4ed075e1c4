/** Asks every rule about a subject. */
import type { Finding, Kind, Noted, Part, Rule, Subject } from '../model/index.ts'
import { NotCaptured } from '../read/veil.ts'

/** A rule that goes on and on about one reply has said enough. */
const MOST_FINDINGS = 20

/**
 * What the rules find, in their order.
 * @param turn the turn that the findings belong to
 * @throws Error naming the rule, if a rule of ours fails: that is our bug, not the target's
 */
export function check(subject: Subject, rules: Rules, turn: number): readonly Noted[] {
  const noted: Noted[] = []
  for (const [id, rule] of ofKind(rules, subject.kind)) {
    if (!rule.check || !suffices('part' in subject ? subject.part : undefined, rule)) continue
    try {
      let count = 0
      // `on` says that the rule takes this kind; the types of a map cannot.
      for (const finding of rule.check(subject as never)) {
        noted.push(note(finding, id, rule, turn))
        if (++count === MOST_FINDINGS) break
      }
    } catch (error) {
      // It asked for something that nobody knows; what it said before stands.
      if (error instanceof NotCaptured) continue
      throw new Error(`the rule ${id} failed: ${(error as Error).message}`, { cause: error })
    }
  }
  return noted
}

/** Whether so much of a reply is enough for the rule. */
function suffices(part: Part | undefined, { extent }: Rule): boolean {
  return part === undefined || extent === undefined || (part === 'beginning' && extent === 'beginning')
}

type Rules = ReadonlyMap<string, Rule>
const sorted = new WeakMap<Rules, ReadonlyMap<string, readonly (readonly [string, Rule])[]>>()

/** The rules that are asked about a kind; sorted once, since a run asks thousands of times. */
function ofKind(rules: Rules, kind: Kind): readonly (readonly [string, Rule])[] {
  const known = sorted.get(rules)
  if (known) return known.get(kind) ?? []
  const byKind = new Map<string, (readonly [string, Rule])[]>()
  for (const entry of rules) for (const one of entry[1].on) byKind.set(one, [...(byKind.get(one) ?? []), entry])
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
    ...('got' in finding ? { got: shortened(finding.got) } : {}),
  }
}

/** What a server sent may be huge or endlessly deep; a finding shows enough of it to be recognised. */
export function shortened(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.length > 300 ? `${value.slice(0, 300)}…` : value
  if (typeof value !== 'object' || value === null) return value
  if (depth === 3) return Array.isArray(value) ? '[…]' : '{…}'
  if (Array.isArray(value)) {
    const items = value.slice(0, 5).map((item) => shortened(item, depth + 1))
    return value.length > 5 ? [...items, `… ${value.length - 5} more`] : items
  }
  const members = Object.entries(value)
  const kept = members.slice(0, 12).map(([key, member]) => [shortened(key), shortened(member, depth + 1)])
  return Object.fromEntries(members.length > 12 ? [...kept, ['…', `${members.length - 12} more`]] : kept)
}
