/** What the replies of a case show of the features that it is about. The absence of a finding shows nothing. */
import type { Case, EffectSign, Observation, Profile, Protocol, Shown } from '../model/index.ts'
import type { Effects } from '../report/capabilities.ts'
import { type Answer, walk } from './attempt.ts'
import { unmet, unmetStatus } from './expect.ts'

/**
 * @param answers all of them, in the order in which they were sent
 */
export function judgeEffects(
  testCase: Pick<Case, 'needs' | 'turns' | 'shown' | 'audits'>,
  answers: readonly Answer[],
  profile: Profile,
): Effects {
  const { steps, standing } = walk(testCase, answers, profile)
  const isMissed = steps.some(({ judgement }) => judgement?.missed.length)
  // What follows the last turn that is always sent is sent only if it is needed.
  const isComplete = (answers.at(-1)?.place ?? -1) >= testCase.turns.findLastIndex(({ when }) => !when)
  const isMet = isComplete && !isMissed && !standing.isStuck && steps.every(({ judgement }) => judgement?.isUsable)
  const isSeen = (shown: Shown | undefined): boolean => {
    if (shown === undefined) return false
    return shown === 'met' ? isMet : areSeen(shown, answers, profile.api.protocol.places)
  }
  const parameters = Object.entries(testCase.audits).flatMap(([name, { shown }]) => (isSeen(shown) ? [name] : []))
  return { isShown: isSeen(testCase.shown), isMissed, parameters }
}

/** Whether the replies show all of these signs. */
export function areSeen(signs: readonly EffectSign[], answers: readonly Answer[], places: Protocol['places']): boolean {
  return signs.every((sign) => isSignSeen(sign, answers, places))
}

function isSignSeen(sign: EffectSign, answers: readonly Answer[], places: Protocol['places']): boolean {
  if ('same' in sign) return distinctTexts(sign.same, answers) === 1
  if ('differ' in sign) return distinctTexts(sign.differ, answers) > 1
  const { turn, status, chunks = 0, ...rest } = sign
  const replies = repliesTo(turn, answers)
  return (
    replies.length > 0 &&
    replies.every((seen) => {
      if (status ? unmetStatus({ status }, seen) : !isAnswer(seen)) return false
      if (chunks && (seen.kind !== 'stream' || seen.chunks.length < chunks)) return false
      return unmet(rest, seen, places).length === 0
    })
  )
}

const isAnswer = ({ kind }: Observation): boolean => kind === 'json' || kind === 'stream'

/** @param turn from 1 */
function repliesTo(turn: number, answers: readonly Answer[]): readonly Observation[] {
  return answers.flatMap((answer) => ('seen' in answer && answer.place === turn - 1 ? [answer.seen] : []))
}

/** How many different texts these turns have; 0 if one of them has none, so that nothing can be compared. */
function distinctTexts(turns: readonly number[], answers: readonly Answer[]): number {
  const texts = turns.map((turn) =>
    repliesTo(turn, answers).map((seen) =>
      seen.kind === 'json' || seen.kind === 'stream' ? seen.texts.map(({ text }) => text) : [],
    ),
  )
  const isComplete = texts.every((replies) => replies.length && replies.every((reply) => reply.some(Boolean)))
  return isComplete ? new Set(texts.flat().map((reply) => JSON.stringify(reply))).size : 0
}
