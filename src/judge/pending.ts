/** What a case leaves to the complete run: what was accepted, and the replies that are findings only if others were not refused. */
import { owedBy } from '../ask/owed.ts'
import type { Capability, Case, Pending, Turn, Verdict } from '../model/index.ts'
import type { Bench, Step } from './attempt.ts'
import { caseRule } from './case-rules.ts'
import { check, note } from './check.ts'
import { serverWords } from './expect.ts'

type Judged = Pick<Case, 'needs'> & Partial<Pick<Case, 'about'>>

/** The rule about a target that is away for some requests only. */
const AWAY = caseRule('unavailable')

/** The members of a verdict that the complete run needs; none of them if there is nothing to say. */
export function leaveOpen(
  testCase: Judged,
  steps: readonly Step[],
  bench: Bench,
): Pick<Verdict, 'accepted' | 'pending'> {
  const accepted = collectAccepted(testCase, steps)
  const pending = steps.flatMap((step) => pendingOf(step, testCase, bench))
  return { ...(accepted.length ? { accepted } : {}), ...(pending.length ? { pending } : {}) }
}

function collectAccepted({ needs }: Judged, steps: readonly Step[]): readonly (readonly Capability[])[] {
  const sent = steps.flatMap(({ answer }) =>
    'seen' in answer && owedBy(answer.turn.expect) === 'success' ? [answer] : [],
  )
  const isAccepted = ({ seen }: (typeof sent)[number]): boolean => seen.kind === 'json' || seen.kind === 'stream'
  // Which of its turns uses what the case needs is not written down: all of them together do.
  const ofCase = sent.every(isAccepted) ? needs : []
  const sets = sent.filter(isAccepted).map(({ turn }) => [...new Set([...ofCase, ...turn.needs])].sort())
  return [...new Map(sets.filter((set) => set.length).map((set) => [set.join(), set])).values()]
}

function pendingOf({ answer, judgement }: Step, testCase: Judged, bench: Bench): readonly Pending[] {
  if ('unable' in answer || !judgement) return []
  const { seen, turn } = answer
  const { status = 0 } = seen.exchange
  const said = serverWords(seen)
  const words = said === undefined ? '' : ` (the server said: ${said.slice(0, 200)})`
  if (judgement.isAway) {
    const rule = bench.rules.get(AWAY)
    const message = `status ${status} each time, while the target answers other requests${words}`
    const findings = [
      ...(rule && isOwnFinding(turn, status)
        ? [note({ at: '/status', message, got: status }, AWAY, rule, seen.turn)]
        : []),
      ...check(seen, bench.rules, seen.turn),
    ]
    return findings.length ? [{ because: 'unavailable', turn: seen.turn, findings }] : []
  }
  const { lacking } = judgement
  if (!lacking?.length) return []
  const about = testCase.about?.find((name) => lacking.includes(name)) ?? (lacking[0] as Capability)
  return [
    {
      because: 'refused',
      turn: seen.turn,
      needs: lacking,
      about,
      ...(turn.expect.rule === undefined ? {} : { rule: turn.expect.rule }),
      message: `status ${status} for a valid form of ${about}${words}`,
      got: status,
    },
  ]
}

/** Of a request that deserves an error, a rule reports the statuses that are no refusal; a busy target is none of them. */
function isOwnFinding({ expect }: Turn, status: number): boolean {
  return owedBy(expect) !== 'refusal' || status === 503 || status === 529
}
