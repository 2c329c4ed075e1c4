/** Judges what no case asked for: captured traffic and examples in documents, for which only the rules speak. */

import type { Exchange, Fact, Finding, Part, Profile, Rule, Subject, Verdict } from '../model/index.ts'
import { observe, observeRequest } from '../read/observe.ts'
import { veiled } from '../read/veil.ts'
import { turnReport } from '../report/turn-report.ts'
import { check } from './check.ts'
import { judge, tolerated } from './judge.ts'

export interface Captured {
  /** Name of the exchange in reports, such as the file that it came from. */
  readonly id: string
  readonly title: string
  /** What it is filed under. */
  readonly suite: string
}

/** What is known of an exchange that was not captured whole. */
export interface Knowledge {
  /** How much of the reply is there; absent for all of it. */
  readonly part?: Part
  /** Facts that stand in the exchange for form's sake only. */
  readonly lacks?: ReadonlySet<Fact>
  /** Whether something that was left out may stand where a finding is. */
  readonly hides?: (finding: Finding) => boolean
}

/** The verdict on one exchange. Nobody knows what it is owed, so rules that need to know are silent. */
export function judgeCaptured(
  exchange: Exchange,
  facts: Captured,
  rules: ReadonlyMap<string, Rule>,
  profile: Profile,
  { part, lacks = NOTHING, hides }: Knowledge = {},
): Verdict {
  const seen = observe({ case: facts.id, turn: 0, owed: 'either' }, exchange, profile)
  const trouble = seen.kind === 'unreadable' && exchange.status === undefined ? seen.why : undefined
  const known = veiled(part ? { ...seen, part } : seen, lacks)
  const turns = lacks.size ? [] : [turnReport(exchange)]
  return verdictOn(known, facts, rules, profile, { turns, trouble, hides })
}

const NOTHING: ReadonlySet<Fact> = new Set()

/** The verdict on the body of a request, by the rules that are about requests. */
export function judgeRequest(
  body: unknown,
  facts: Captured,
  rules: ReadonlyMap<string, Rule>,
  profile: Profile,
  { hides }: Pick<Knowledge, 'hides'> = {},
): Verdict {
  return verdictOn(observeRequest(body), facts, rules, profile, { turns: [], hides })
}

interface Circumstances {
  readonly turns: Verdict['turns']
  readonly trouble?: string | undefined
  readonly hides?: Knowledge['hides'] | undefined
}

function verdictOn(
  subject: Subject,
  { id, title, suite }: Captured,
  rules: ReadonlyMap<string, Rule>,
  profile: Profile,
  { turns, trouble, hides }: Circumstances,
): Verdict {
  const found = check(subject, rules, 0)
  const findings = tolerated(hides ? found.filter((finding) => !hides(finding)) : found, profile, id)
  const judgement = judge({ findings, ...(trouble ? { trouble } : {}) })
  return { id, title, suite, needs: [], ...judgement, attempts: 1, turns, findings }
}
