/** Carries out one attempt at a case: sends its requests in order, each made out of the replies so far. */
import { owedBy } from '../ask/owed.ts'
import { Untestable } from '../foundation/usage-error.ts'
import { type Answer, describeBug } from '../judge/attempt.ts'
import type { Case, Observation, Occasion, Request } from '../model/index.ts'
import type { Whereabouts } from '../read/observe.ts'
import type { Next } from './next.ts'

/** How a case gets its requests, and the replies to them. */
export interface Talk {
  /** The next requests; undefined at the end of the case. */
  readonly next: (answers: readonly Answer[]) => Next | undefined
  /** Sends a request, and understands the reply. */
  readonly see: (where: Whereabouts, request: Request, occasion: Occasion) => Promise<Observation>
}

export interface Conversation {
  readonly answers: readonly Answer[]
  /** Why it could not be carried to its end. */
  readonly failure?: string
}

/** Sends all requests of a case, in order; undefined if the user stopped it before its end. */
export async function converse(
  testCase: Pick<Case, 'id'>,
  attempt: number,
  { next, see }: Talk,
  signal: AbortSignal,
): Promise<Conversation | undefined> {
  const answers: Answer[] = []
  let replies = 0
  try {
    let due = next(answers)
    while (due) {
      const { place } = due
      if ('unable' in due) {
        answers.push(due)
        due = next(answers)
        continue
      }
      const group = await Promise.all(
        due.requests.map(async ({ turn, request, said }, reply) => {
          const where = { case: testCase.id, turn: replies++, owed: owedBy(turn.expect) }
          const seen = await see(where, request, { case: testCase.id, attempt, turn: place, reply })
          return { place, turn, said, seen }
        }),
      )
      answers.push(...group)
      due = next(answers)
      if (signal.aborted && (due || group.some(({ seen }) => seen.exchange.ended === 'aborted'))) return undefined
    }
    return { answers }
  } catch (error) {
    return { answers, failure: error instanceof Untestable ? error.message : describeBug(error) }
  }
}
