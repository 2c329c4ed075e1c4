import { ownTurns } from '../../text/turns.ts'
import type {
  Api,
  ExtensionSeen,
  Report,
  Rule,
  Scope,
  Suggestion,
  TargetFacts,
  Totals,
  Verdict,
} from '../model/index.ts'
import { auditParameters } from './audit.ts'
import { judgeCapabilities } from './capabilities.ts'
import { nameDefects } from './defects.ts'
import { countKept } from './kept.ts'
import { totals } from './totals.ts'

export interface Account {
  readonly target: TargetFacts
  readonly scope: Scope
  readonly verdicts: readonly Verdict[]
  readonly startedAt: Date
  readonly durationMs: number
  readonly version: string
  readonly interrupted: boolean
  /** The rules that were evaluated. */
  readonly rules: ReadonlyMap<string, Rule>
  readonly api: Api
  /** None by default. */
  readonly extensions?: readonly ExtensionSeen[]
  /** Tolerances that the profile expects and that did not occur; none by default. */
  readonly stale?: Report['stale']
  readonly suggestion?: Suggestion
}

/** The report of a run. */
export function summarize({
  target,
  scope,
  verdicts,
  startedAt,
  durationMs,
  version,
  interrupted,
  rules,
  api,
  ...found
}: Account): Report {
  const cases = totals(verdicts)
  const kept = countKept(verdicts, rules, api)
  return {
    format: 'chat-conformance/report',
    version: 1,
    tool: { version },
    target,
    startedAt: startedAt.toISOString(),
    durationMs,
    scope,
    summary: {
      outcome: overall(cases, interrupted),
      ...(interrupted ? { interrupted } : {}),
      cases,
      retries: sum(verdicts.flatMap(({ turns }) => turns.map(({ retries }) => retries))),
      tolerated: verdicts.flatMap(({ findings }) => findings).filter((finding) => finding.tolerated !== undefined)
        .length,
      ...costOf(verdicts),
      ...(kept ? { rules: kept } : {}),
    },
    ...nameDefects(verdicts, rules, api),
    parameters: auditParameters(verdicts),
    capabilities: judgeCapabilities(verdicts),
    extensions: found.extensions ?? [],
    stale: (found.stale ?? []).map(({ rule, at, reason }) => ({ rule, ...(at === undefined ? {} : { at }), reason })),
    ...(found.suggestion ? { suggestion: found.suggestion } : {}),
  }
}

/** A failure is a failure however much stayed untested; without one, only a complete run proves conformance. */
function overall(cases: Totals, interrupted: boolean): Report['summary']['outcome'] {
  if (cases.fail) return 'does-not-conform'
  return cases.error || interrupted || cases.pass + cases.warn === 0 ? 'not-tested' : 'conforms'
}

/** What was sent, and what the replies say that they cost. Only their traces are of all attempts. */
function costOf(verdicts: readonly Verdict[]): Pick<Report['summary'], 'requests' | 'tokens'> {
  const requests = sum(
    verdicts.map(
      ({ turns, traces = [] }) =>
        Math.max(traces.length, ownTurns({ turns }).length) + sum(turns.map(({ retries }) => retries)),
    ),
  )
  const costs = verdicts.flatMap(({ traces = [] }) => traces.flatMap(({ tokens = [] }) => tokens))
  const tokens = { input: sum(costs.map(({ input }) => input)), output: sum(costs.map(({ output }) => output)) }
  return { ...(requests ? { requests } : {}), ...(costs.length ? { tokens } : {}) }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
