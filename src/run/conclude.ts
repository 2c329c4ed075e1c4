/** The end of a run: what only all its replies together show, and the report. */

import { judgeSubject } from '../judge/attempt.ts'
import { settle } from '../judge/settle.ts'
import { findStale } from '../judge/tolerance.ts'
import type { Profile, Report, Rule, Scope, Suggestion, TargetFacts, Trace, Verdict } from '../model/index.ts'
import { extensionsSeen } from '../read/beyond.ts'
import { COMPARISON } from '../report/applies.ts'
import { summarize } from '../report/summarize.ts'

/** A run of which every case that will end has ended. */
export interface Ended {
  readonly target: TargetFacts
  readonly scope: Scope
  /** In any order, without the comparison of all replies. */
  readonly verdicts: readonly Verdict[]
  /** Ids of the cases as they were planned. */
  readonly order: readonly string[]
  readonly startedAt: Date
  readonly durationMs: number
  readonly interrupted: boolean
  readonly version: string
  readonly suggestion?: Suggestion
}

/**
 * @param rules the rules that are evaluated
 * @returns the report, and in it, unless there is nothing to compare, the verdict on all replies together
 */
export function conclude(
  { verdicts, order, ...facts }: Ended,
  rules: ReadonlyMap<string, Rule>,
  profile: Profile,
): { readonly report: Report; readonly comparison?: Verdict } {
  const places = new Map(order.map((id, i) => [id, i]))
  const place = ({ id }: Verdict): number => places.get(id) ?? order.length
  // In the order of the plan: which case ended first is chance, and what is said of the run should not be.
  const sorted = verdicts.toSorted((a, b) => place(a) - place(b))
  const settled = settle(sorted, { rules, profile })
  const traces = settled.flatMap(({ id, traces = [] }) => traces.map((trace): Trace => ({ case: id, ...trace })))
  const comparison = compareAll(traces, rules, profile)
  const all = comparison ? [...settled, comparison] : settled
  const report = summarize({
    ...facts,
    verdicts: all,
    rules,
    api: profile.api,
    extensions: extensionsSeen(traces),
    stale: isWhole(facts.scope) && !facts.interrupted ? findStale(all, profile) : [],
  })
  return { report, ...(comparison ? { comparison } : {}) }
}

/** Only a complete run shows that something does not occur any more. */
function isWhole({ chosen, rules, shard }: Scope): boolean {
  return !chosen && !rules && !shard
}

function compareAll(traces: readonly Trace[], rules: ReadonlyMap<string, Rule>, profile: Profile): Verdict | undefined {
  const asks = [...rules.values()].some((rule) => rule.on.includes('run'))
  if (!asks || traces.length < 2) return undefined
  const facts = { id: COMPARISON, title: 'All replies of the run, compared', suite: 'run', needs: [] }
  const judgement = judgeSubject(COMPARISON, { kind: 'run', traces }, { rules, profile })
  return { ...facts, ...judgement, attempts: 1, turns: [] }
}
