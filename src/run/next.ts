/** The next requests of a case. Pure: the same answers lead to the same requests, whether they come from a network or a recording. */
import { compose, fillTurn, type History, NO_HISTORY, type Setting } from '../ask/compose.ts'
import { type Answer, walk } from '../judge/attempt.ts'
import { isDue } from '../judge/when.ts'
import type { Case, Json, Profile, Request, Turn } from '../model/index.ts'

/** What is to be done next in a case. */
export type Next =
  /** Requests that are sent at the same time. */
  | { readonly place: number; readonly requests: readonly [Due, ...Due[]] }
  /** The turn cannot be sent; `unable` says what the model did. Later turns may still be due. */
  | { readonly place: number; readonly turn: Turn; readonly unable: string }

export interface Due {
  /** The turn with what only the run knows filled in. */
  readonly turn: Turn
  readonly request: Request
  /** The part of the conversation that it carries. */
  readonly said: readonly Json[]
}

/**
 * The next requests of a case; undefined at its end.
 * @param answers all that came of it so far, in order
 */
export function next(
  testCase: Pick<Case, 'needs' | 'turns'>,
  answers: readonly Answer[],
  setting: Setting,
  profile: Profile,
): Next | undefined {
  const after = (answers.at(-1)?.place ?? -1) + 1
  if (after === testCase.turns.length) return undefined
  const { steps, standing } = walk(testCase, answers, profile)
  const { isStuck, isOver } = standing
  // What went wrong before spoils only what builds on it.
  const place = testCase.turns.findIndex(
    (turn, i) => i >= after && !(turn.fresh ? isOver : isStuck) && isDue(turn, steps, profile),
  )
  const written = testCase.turns[place]
  if (!written) return undefined
  const history = historyOf(answers)
  // Of several requests at once each may have a number of its own.
  const turns = Array.from({ length: written.times }, (_, i) => fillTurn(written, setting, i))
  const requests: Due[] = []
  for (const turn of turns) {
    const composed = compose(turn, history, setting)
    if ('unable' in composed) return { place, turn, unable: composed.unable }
    requests.push({ turn, ...composed })
  }
  const [first, ...others] = requests
  return first && { place, requests: [first, ...others] }
}

/** The conversation so far: what the last turn carried that was sent, and the first reply to it. */
function historyOf(answers: readonly Answer[]): History {
  const sent = answers.flatMap((answer) => ('seen' in answer ? [answer] : []))
  const last = sent.at(-1)
  const first = last && sent.find(({ place }) => place === last.place)
  return first ? { said: first.said, last: first.seen } : NO_HISTORY
}
