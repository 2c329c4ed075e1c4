/** Reports verdicts on traffic like those of a run. */
import type { Api, Rule, RunEvent, TargetFacts, Verdict } from '../model/index.ts'
import { eventsOf } from '../report/report-events.ts'
import { summarize } from '../report/summarize.ts'

export interface Traffic {
  readonly target: TargetFacts
  readonly verdicts: readonly Verdict[]
  readonly startedAt: Date
  readonly durationMs: number
  readonly version: string
  /** The rules that were evaluated. */
  readonly rules: ReadonlyMap<string, Rule>
  readonly api: Api
}

/** The events of a run with these verdicts. */
export function trafficEvents({ target, verdicts, ...facts }: Traffic): Iterable<RunEvent> {
  return eventsOf(summarize({ target, scope: {}, verdicts, ...facts, interrupted: false }))
}
