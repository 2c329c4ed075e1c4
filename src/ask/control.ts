/** The turns of a control: they are added to the last attempt at a case that stays open. Pure. */
import type { Case, Outcome, Turn } from '../model/index.ts'

/**
 * The case as an attempt sends it: with its control if all attempts before it were inconclusive and it is the last.
 * @param before the outcomes of the attempts before it
 * @param most how many attempts there are
 */
export function withControl(testCase: Case, before: readonly Outcome[], most: number): Case {
  const { control, turns } = testCase
  const isLast = before.length + 1 >= most
  if (!control || !isLast || before.some((outcome) => outcome !== 'inconclusive')) return testCase
  const added = control.pairs.flatMap(({ form, plain }, i): Turn[] => {
    const [last, own] = [turns.length + 2 * i, turns.length + 2 * i + 1]
    // The first wording that tells the two forms apart, or does not, ends it.
    const isOpen = i === 0 ? { unmet: [control.turn] } : { unmet: [last - 1], met: [last] }
    return [
      { ...form, when: isOpen },
      { ...plain, when: { unmet: [own] } },
    ]
  })
  return { ...testCase, turns: [...turns, ...added] }
}
