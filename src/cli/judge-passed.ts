/** Judges an exchange of the proxy, live or from a recording, with the same result. */
import { judgeCaptured } from '../judge/capture.ts'
import type { Exchange, Profile, Rule, TurnReport, Verdict } from '../model/index.ts'

/** The suite of the verdicts on traffic. */
export const TRAFFIC = 'traffic'

export interface PassedFacts {
  readonly id: string
  readonly title: string
}

/** Judges an exchange that passed through the proxy. */
export function judgePassed(
  exchange: Exchange,
  facts: PassedFacts,
  rules: ReadonlyMap<string, Rule>,
  profile: Profile,
): Verdict {
  const evaluated =
    CONNECTION_FAILURES.has(exchange.ended) && exchange.status === undefined ? new Map<string, Rule>() : rules
  const verdict = judgeCaptured(exchange, { ...facts, suite: TRAFFIC }, { rules: evaluated, profile })
  return verdict.findings.length ? verdict : { ...verdict, turns: verdict.turns.map(dropReply) }
}

/**
 * Without a status line these are no evidence against the target: a kept-alive connection may be closed just when it is
 * reused, and the network may fail.
 */
const CONNECTION_FAILURES: ReadonlySet<string> = new Set(['unreachable', 'hung-up', 'no-reply'])

/** Traffic may last for days: the report keeps only responses with findings. */
function dropReply({ reply: _reply, ...turn }: TurnReport): TurnReport {
  return turn
}
