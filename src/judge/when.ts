/** Decides whether a turn that is sent only if it is needed is due. */
import type { Profile, Turn } from '../model/index.ts'
import type { Step } from './attempt.ts'
import { areSeen } from './effects.ts'

/**
 * Whether the turn is sent, after all turns before it were answered or left out.
 * @param steps the answers so far, with their judgements
 */
export function isDue({ when, needs }: Turn, steps: readonly Step[], { lacks, api }: Profile): boolean {
  if (!when) return true
  // An unconditional turn with such a need skips its case before anything is sent.
  if (needs.some((need) => lacks.includes(need))) return false
  const answers = steps.map(({ answer }) => answer)
  return (
    areSeen(when.shown ?? [], answers, api.protocol.places) &&
    STATES.every((state) => (when[state] ?? []).every((turn) => became(state, stepsOf(turn, steps))))
  )
}

const STATES = ['refused', 'unmet', 'met'] as const

/** Of several replies to one turn, one that is refused or misses the assumption is enough. A turn that was not sent is neither. */
function became(state: (typeof STATES)[number], steps: readonly Step[]): boolean {
  if (state === 'met') return steps.length > 0 && steps.every(isMet)
  return steps.some(state === 'refused' ? isRefused : isUnmet)
}

function isMet({ judgement }: Step): boolean {
  return judgement?.isUsable === true && !judgement.missed.length
}

/** A limit of the rate or a missing key says nothing about the request. */
function isRefused({ answer, judgement }: Step): boolean {
  return 'seen' in answer && answer.seen.kind === 'error' && judgement?.trouble === undefined
}

function isUnmet({ judgement }: Step): boolean {
  return judgement?.unmet !== undefined
}

function stepsOf(turn: number, steps: readonly Step[]): readonly Step[] {
  return steps.filter(({ answer }) => answer.place === turn - 1)
}
