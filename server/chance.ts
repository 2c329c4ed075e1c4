/**
 * Models in which chance decides, whatever the seed and the temperature: inference in batches is not repeatable either.
 * Few and short answers make equal answers likely that show nothing.
 */
import { drawFrom } from './random.ts'
import type { Model } from './sample.ts'
import type { Body, Utterance } from './twist.ts'

/** Answers of few words; two of them begin alike. */
const ANSWERS = ['Yes.', 'No.', 'Yes, of course.', 'alpha bravo charlie', 'Hello there, how are you today?'] as const

/** One request in so many is answered by chance where a model wavers. */
const ONE_IN = 6

/** A model that picks one of a few short answers for each choice, and calls a tool in half of the requests that offer one. */
export function lucky(seed: number): Model {
  const draw = drawFrom(seed)
  return {
    speak: (body) => pick(body, draw),
    // Few values, so that arguments and objects agree by luck as well.
    lots: () => (count) => draw(Math.min(count, 2)),
  }
}

/** A model that repeats what another model says, except in a few requests. */
export function wavering(model: Model, seed: number): Model {
  const draw = drawFrom(seed)
  return {
    speak: (body, choice) => (draw(ONE_IN) === 0 ? pick(body, draw) : model.speak(body, choice)),
    lots: (body, choice) => model.lots(body, choice),
  }
}

function pick(body: Body, draw: (count: number) => number): Utterance {
  const [tool] = Array.isArray(body.tools) ? body.tools : []
  const name = tool?.function?.name
  const calls = typeof name === 'string' && draw(2) === 0 ? [{ name, arguments: '{}' }] : []
  return calls.length ? { text: null, calls } : { text: ANSWERS[draw(ANSWERS.length)] ?? null, calls }
}
