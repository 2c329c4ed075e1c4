import { auditParameters } from './audit.ts'
import type { ExtensionSeen, Outcome, Plan, Report, Suggestion, Tolerance, Totals, Verdict } from './model.ts'

export interface Account {
  readonly plan: Plan
  readonly verdicts: readonly Verdict[]
  readonly startedAt: Date
  readonly durationMs: number
  readonly version: string
  readonly interrupted: boolean
  /** None by default. */
  readonly extensions?: readonly ExtensionSeen[]
  /** Tolerances that the profile expects and that did not occur; none by default. */
  readonly stale?: readonly Tolerance[]
  readonly suggestion?: Suggestion
}

/** The report of a run. */
export function summarize({ plan, verdicts, startedAt, durationMs, version, interrupted, ...found }: Account): Report {
  const cases = totals(verdicts)
  return {
    format: 'chat-conformance/report',
    version: 1,
    tool: { version },
    target: plan.target,
    startedAt: startedAt.toISOString(),
    durationMs,
    summary: {
      outcome: overall(cases, interrupted),
      ...(interrupted ? { interrupted } : {}),
      cases,
      retries: sum(verdicts.flatMap(({ turns }) => turns.map(({ retries }) => retries))),
      tolerated: verdicts.flatMap(({ findings }) => findings).filter((finding) => finding.tolerated !== undefined)
        .length,
    },
    cases: verdicts,
    parameters: auditParameters(
      plan.steps.map((step) => step.case),
      verdicts,
    ),
    extensions: found.extensions ?? [],
    stale: (found.stale ?? []).map(({ rule, at, reason }) => ({ rule, ...(at === undefined ? {} : { at }), reason })),
    ...(found.suggestion ? { suggestion: found.suggestion } : {}),
  }
}

/** How many verdicts there are of each outcome. */
export function totals(verdicts: readonly Verdict[]): Totals {
  const count = (outcome: Outcome): number => verdicts.filter((verdict) => verdict.outcome === outcome).length
  return {
    pass: count('pass'),
    warn: count('warn'),
    fail: count('fail'),
    inconclusive: count('inconclusive'),
    unsupported: count('unsupported'),
    skip: count('skip'),
    error: count('error'),
  }
}

/** A failure is a failure however much stayed untested; without one, only a whole run proves conformance. */
function overall(cases: Totals, interrupted: boolean): Report['summary']['outcome'] {
  if (cases.fail) return 'does-not-conform'
  return cases.error || interrupted || cases.pass + cases.warn === 0 ? 'not-tested' : 'conforms'
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
