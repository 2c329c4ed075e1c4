/**
 * What a control shows: whether a server lost a part of the request that its model can use. A model that does not answer as
 * assumed proves nothing. If it does so with every wording of the fact in one form, and with none in another, the form is lost.
 */
import type { Case, Control, Finding, Observation } from '../model/index.ts'
import type { Step } from './attempt.ts'

/** A finding about the reply to the first wording; undefined if the control was not sent, or left the case open. */
export function findLost(
  { control, turns }: Pick<Case, 'control' | 'turns'>,
  steps: readonly Step[],
): { readonly finding: Finding; readonly turn: number } | undefined {
  if (!control) return undefined
  const replyAt = (place: number): Observation | undefined => {
    const answer = steps.find((step) => step.answer.place === place)?.answer
    return answer && 'seen' in answer ? answer.seen : undefined
  }
  const stepAt = (place: number): Step | undefined => steps.find((step) => step.answer.place === place)
  const isLost = control.pairs.every((_, i) => {
    const [form, plain] = [turns.length + 2 * i, turns.length + 2 * i + 1]
    const isMissed = stepAt(form)?.judgement?.unmet !== undefined && saysSomething(replyAt(form))
    return isMissed && stepAt(plain)?.judgement?.isUsable === true
  })
  const [missed, met] = [replyAt(turns.length), replyAt(turns.length + 1)]
  return isLost && missed && met ? { finding: describe(control, missed, met), turn: missed.turn } : undefined
}

/** A reply without text and calls was cut, or is another defect; so is a stream that failed. */
function saysSomething(seen: Observation | undefined): boolean {
  return seen !== undefined && !hasFailed(seen) && answerOf(seen).trim() !== ''
}

function hasFailed(seen: Observation): boolean {
  return seen.exchange.ended !== 'complete' || (seen.kind === 'stream' && seen.events.some(({ is }) => is === 'error'))
}

function describe({ lost, instead, pairs }: Control, missed: Observation, met: Observation): Finding {
  const answer = JSON.stringify(shortened(answerOf(met)))
  return {
    at: placeOf(missed),
    message: `does not use ${lost}; expected an answer like that of reply ${met.turn}, ${answer}, where the same is ${instead}. It is so in all ${pairs.length} wordings`,
    got: answerOf(missed),
  }
}

const LONGEST = 100

function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}

function placeOf(seen: Observation): string {
  const text = 'texts' in seen ? seen.texts.find((one) => one.text) : undefined
  return text?.at ?? '/body'
}

/** The texts of a reply, or the names of the functions that it calls. */
function answerOf(seen: Observation): string {
  if (!('texts' in seen)) return ''
  const texts = seen.texts.flatMap(({ text }) => (typeof text === 'string' && text.trim() ? [text] : []))
  const calls = seen.calls.map(({ name }) => `call of ${String(name)}`)
  return [...texts, ...calls].join('; ')
}
