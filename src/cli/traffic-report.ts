/** Verdicts on exchanges that no case asked for, told like a run. */
import type { Case, RunEvent, TargetFacts, Verdict } from '../model.ts'
import { summarize } from '../summarize.ts'

export interface Traffic {
  readonly target: TargetFacts
  readonly verdicts: readonly Verdict[]
  readonly startedAt: Date
  readonly durationMs: number
  readonly version: string
}

/** The events of a run that had these verdicts. */
export function* trafficEvents({ target, verdicts, ...facts }: Traffic): Iterable<RunEvent> {
  const plan = { target, steps: verdicts.map((verdict) => ({ case: caseOf(verdict) })) }
  yield { type: 'start', plan }
  for (const verdict of verdicts) yield { type: 'case', verdict }
  yield { type: 'end', report: summarize({ plan, verdicts, ...facts, interrupted: false }) }
}

function caseOf({ id, suite, title, needs }: Verdict): Case {
  return { id, suite, api: '', title, needs, turns: [], audits: {}, place: { file: '', line: 1, column: 1 } }
}
