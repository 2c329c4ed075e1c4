/** Judges an exchange that passed through the proxy, now or out of a recording: the same words both times. */
import { judgeCaptured } from '../judge/capture.ts'
import type { Exchange, Profile, Rule, TurnReport, Verdict } from '../model/index.ts'

/** What an exchange is filed under. */
export const TRAFFIC = 'traffic'

export interface PassedFacts {
  readonly id: string
  readonly title: string
}

/** The verdict on an exchange that was passed on. */
export function judgePassed(
  exchange: Exchange,
  facts: PassedFacts,
  rules: ReadonlyMap<string, Rule>,
  profile: Profile,
): Verdict {
  const asked = NOT_ITS_FAULT.has(exchange.ended) && exchange.status === undefined ? new Map<string, Rule>() : rules
  const verdict = judgeCaptured(exchange, { ...facts, suite: TRAFFIC }, { rules: asked, profile })
  return verdict.findings.length ? verdict : { ...verdict, turns: verdict.turns.map(withoutReply) }
}

/**
 * Without a status line these say nothing of the target: a connection that was kept open may be closed just as it is used
 * again, and there is always a network in between.
 */
const NOT_ITS_FAULT: ReadonlySet<string> = new Set(['unreachable', 'hung-up', 'no-reply'])

/** Traffic goes on for days: replies that nothing is said of are not kept for the report. */
function withoutReply({ reply: _reply, ...turn }: TurnReport): TurnReport {
  return turn
}
