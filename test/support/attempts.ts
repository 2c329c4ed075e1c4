/** Attempts at a case, as rows: what came back, and the outcome. Nothing is sent. */
import { describe, expect, it } from 'vitest'
import { owedBy } from '../../src/ask/owed.ts'
import { type Answer, type Judgement, judgeAttempt } from '../../src/judge/attempt.ts'
import type { Noted, Profile, Rule, Turn } from '../../src/model/index.ts'
import { aCase, aProfile, aTurn } from './cases.ts'
import { frozen } from './frozen.ts'
import { aRule, RULES } from './scripted.ts'
import { aChoice, aCompletion, type Circumstances, ERROR, reply } from './seen.ts'

type One = readonly [body: unknown, about?: Circumstances]
/** The reply to a turn, the replies to its parallel requests, or the reason why it could not be sent. */
export type Reply = One | readonly One[] | string
const isMany = (given: One | readonly One[]): given is readonly One[] => Array.isArray(given[0]) && given.length > 0

export const saying = (content: unknown): One => [aCompletion({ choices: [aChoice({ message: { content } })] })]
export const failed = (status: number, body: unknown = ERROR): One => [body, { status }]

/** An expectation or assumption that the reply "red" does not meet. */
export const blue = { content: { pattern: 'blue' } }
/** Why a case has no outcome of its own after a reply that no rule reports. */
export const STOPPED = 'the conversation stopped: the previous turn got no usable reply'
/** A profile that tolerates the MUST rule of the tests. */
export const TOLERANT = { tolerate: [{ rule: 'own/bad', reason: 'nobody is hurt', source: 's' }] }
export const throwing = aRule({
  on: ['json'],
  check() {
    throw new Error('broken')
  },
})

/** An answer to each turn, in order. Several replies in one entry answer requests that were sent in parallel. */
export function answersTo(turns: readonly Turn[], replies: readonly Reply[]): readonly Answer[] {
  let count = 0
  return replies.flatMap((given, place): Answer[] => {
    const turn = turns[place] ?? aTurn()
    if (typeof given === 'string') return [{ place, turn, unable: given }]
    return (isMany(given) ? given : [given]).map(([body, about]) => {
      const seen = reply(body, { ...about, owed: owedBy(turn.expect), turn: count++ })
      return { place, turn, said: [], seen }
    })
  })
}

export interface Row {
  readonly turns?: readonly Partial<Turn>[]
  readonly needs?: readonly string[]
  readonly profile?: Partial<Profile>
  readonly rules?: ReadonlyMap<string, Rule>
  readonly failure?: string
  readonly replies: readonly Reply[]
  readonly outcome: Judgement['outcome']
  readonly reason?: string
  /** `turn rule place` of each finding. */
  readonly findings?: readonly string[]
}

const shown = ({ turn, rule, at, tolerated }: Noted): string =>
  `${turn} ${rule} ${at}${tolerated === undefined ? '' : ' tolerated'}`

/** Tests each row; the outcome is the same if the same answers are judged again. */
export function testOutcomes(title: string, rows: Readonly<Record<string, Row>>): void {
  describe(title, () => {
    it.each(Object.entries(rows))('%s', (_, { turns = [{}], needs = [], rules = RULES, ...row }) => {
      const testCase = aCase('s/one', { needs, turns: turns.map(aTurn) })
      const answers = frozen(answersTo(testCase.turns, row.replies))
      const bench = { rules, profile: frozen(aProfile(row.profile)) }
      const judged = judgeAttempt(testCase, answers, bench, row.failure)
      const { outcome, reason, findings } = judged
      expect({ outcome, reason, findings: findings.map(shown) }).toEqual({
        outcome: row.outcome,
        reason: row.reason,
        findings: row.findings ?? [],
      })
      expect(judgeAttempt(testCase, answers, bench, row.failure)).toEqual(judged)
    })
  })
}
