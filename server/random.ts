/**
 * A model that answers with random words. It calls a tool only if a call is required, and its JSON matches the schema.
 * It repeats itself where a model does: with a seed, or at temperature 0.
 */
import type { Draw } from './instance.ts'
import { integer } from './loose.ts'
import type { Model } from './sample.ts'
import { hash, words } from './tokens.ts'
import type { Body, Utterance } from './twist.ts'

/** Parameters that change how a reply is sent, not its content. */
const delivery = new Set([
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'n',
  'logprobs',
  'top_logprobs',
])

function seedOf(body: Body, choice: number): number {
  if (integer(body.seed) === undefined && body.temperature !== 0) return Math.floor(Math.random() * 2 ** 32)
  const relevant = Object.entries(body).filter(([name]) => !delivery.has(name))
  return hash(`${choice} ${JSON.stringify(relevant.sort(([a], [b]) => (a < b ? -1 : 1)))}`)
}

/** Draws from a small random number generator (mulberry32) with this seed. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0
  return (count) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, count)
  }
}

function speak(body: Body, choice: number): Utterance {
  const draw = drawFrom(seedOf(body, choice))
  const text = Array.from({ length: 3 + draw(40) }, () => words[draw(words.length)])
  return { text: text.join(' '), calls: [] }
}

/** The random model. */
export function random(): Model {
  return { speak, lots: (body, choice) => drawFrom(seedOf(body, choice) + 1) }
}
