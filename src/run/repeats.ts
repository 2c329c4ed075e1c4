/** Several runs of the same case, reported as one. */
import type { Capability, Noted, Outcome, Repeats, TurnReport, Verdict } from '../model/index.ts'
import type { Effects } from '../report/capabilities.ts'
import { passPower, wilson } from '../report/statistics.ts'
import { totals } from '../report/totals.ts'

/** The result of one run of a case. */
export interface Tried extends Pick<Verdict, 'accepted' | 'pending'> {
  readonly outcome: Outcome
  readonly reason?: string
  readonly turns: readonly TurnReport[]
  readonly findings: readonly Noted[]
  /** The capability that a refusal is about by its message. */
  readonly refusedFor?: Capability
}

/** Which of several outcomes is that of all: a failure counts however rare it is; what passed once can be passed. */
const DECISIVE: readonly Outcome[] = ['fail', 'warn', 'pass', 'unsupported', 'inconclusive', 'error', 'skip']

/**
 * The run that decides, with the findings of all of them, each once, and how often it passed.
 * @param tries at least one
 */
export function combineTries(tries: readonly Tried[]): Tried & { readonly repeats: Repeats } {
  const outcome = DECISIVE.find((candidate) => tries.some((tried) => tried.outcome === candidate))
  const decisive = tries.find((tried) => tried.outcome === outcome) as Tried
  const outcomes = totals(tries)
  const passed = outcomes.pass + outcomes.warn
  const of = passed + outcomes.fail + outcomes.inconclusive
  const accepted = tries.flatMap((tried) => tried.accepted ?? [])
  return {
    ...decisive,
    ...(accepted.length ? { accepted: [...new Map(accepted.map((needs) => [needs.join(), needs])).values()] } : {}),
    findings: distinct([...decisive.findings, ...tries.flatMap(({ findings }) => findings)]),
    repeats: {
      outcomes,
      passed,
      of,
      interval: wilson(passed, of),
      passPower: Array.from({ length: of }, (_, i) => passPower(passed, of, i + 1)),
    },
  }
}

/** What any of the runs shows: what was seen once is there. */
export function combineEffects(effects: readonly Effects[]): Effects {
  return {
    isShown: effects.some(({ isShown }) => isShown),
    isMissed: effects.some(({ isMissed }) => isMissed),
    parameters: [...new Set(effects.flatMap(({ parameters }) => parameters))],
  }
}

/** The findings without those that repeat the message and the place of another. */
function distinct(findings: readonly Noted[]): readonly Noted[] {
  const seen = new Map<string, Noted>()
  for (const finding of findings) {
    const { rule, turn, at, message } = finding
    const key = JSON.stringify([rule, turn, at, message])
    if (!seen.has(key)) seen.set(key, finding)
  }
  return [...seen.values()]
}
