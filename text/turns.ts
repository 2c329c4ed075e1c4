/** The turns of a case: those that were sent for it, and the earlier tries of them that have findings. */
import type { TurnReport, Verdict } from '../src/model/index.ts'

/** The turns of the case, without the tries that were overcome by a retry. */
export function ownTurns({ turns }: Pick<Verdict, 'turns'>): readonly TurnReport[] {
  return turns.filter(({ retryOf }) => retryOf === undefined)
}

/** Which turn it is: `turn 2`, or `turn 2, earlier try`; empty where the case has only one. */
export function turnLabel({ turns }: Pick<Verdict, 'turns'>, turn: number): string {
  const of = turns[turn]?.retryOf
  if (of !== undefined) return `turn ${of + 1}, earlier try`
  return turns.length > 1 ? `turn ${turn + 1}` : ''
}
