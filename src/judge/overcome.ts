/** Judges the earlier tries of a request that was sent again: what a retry overcame was a reply all the same. */
import type { EarlierReply, Noted, Observation } from '../model/index.ts'
import { observe } from '../read/observe.ts'
import type { Bench } from './attempt.ts'
import { check } from './check.ts'

/** An earlier try with findings. */
export interface Overcome {
  /** The turn whose request it was an earlier try of. */
  readonly of: number
  readonly seen: Observation
  readonly findings: readonly Noted[]
}

/**
 * The earlier tries of the requests that have findings.
 * @param replies of a case, in order; the findings get the turns after the last of them
 * @throws Error naming the rule, if a rule of ours fails
 */
export function judgeOvercome(replies: readonly Observation[], bench: Bench): readonly Overcome[] {
  const overcome: Overcome[] = []
  for (const last of replies)
    for (const reply of earlierReplies(last)) {
      const turn = replies.length + overcome.length
      const exchange = { ...reply, request: last.exchange.request, retries: [] }
      const seen = observe({ case: last.case, turn, owed: last.owed }, exchange, bench.profile)
      if (!isJudged(seen, reply.status)) continue
      const findings = check(seen, bench.rules, turn).map(asOvercome)
      if (findings.length) overcome.push({ of: last.turn, seen, findings })
    }
  return overcome
}

/** Without those that ended as the last try did: that one is judged. */
function earlierReplies({ exchange }: Observation): readonly EarlierReply[] {
  return exchange.retries.flatMap(({ reply }) => (reply && reply.status !== exchange.status ? [reply] : []))
}

/**
 * A target that is starting or busy is announced by what is in front of it, with a page or nothing at all. What is JSON was
 * written for the client.
 */
function isJudged(seen: Observation, status: number): boolean {
  return status === 429 || status === 500 || (seen.kind === 'error' && seen.body !== undefined)
}

/** The retry led to what the request asked for: the status alone is not a failure, but the form of the reply is what clients get. */
function asOvercome(finding: Noted): Noted {
  const isStatus = finding.at === '/status' && finding.level === 'MUST'
  return {
    ...finding,
    ...(isStatus ? { level: 'SHOULD' } : {}),
    message: `${finding.message} (overcome by a retry)`,
  }
}
