/** Makes an observation honest about what its capture does not tell. */
import type { Fact, Observation } from '../model/index.ts'

/** Thrown by a fact that was not captured. Whoever asks the rules takes it for "cannot say". */
export class NotCaptured extends Error {}

/** The members that each fact stands for. */
const OF_EXCHANGE: Readonly<Record<Fact, readonly string[]>> = {
  request: ['request'],
  status: ['status'],
  headers: ['headers'],
  sentAt: ['sentAt'],
  times: ['timings', 'retries'],
}
const OF_SEEN: Readonly<Partial<Record<Fact, readonly string[]>>> = {
  request: ['request', 'wantsStream'],
  status: ['status'],
}

/** The observation with getters that throw `NotCaptured` in place of the facts that nobody knows. */
export function veil(seen: Observation, lacks: ReadonlySet<Fact>): Observation {
  if (!lacks.size) return seen
  const facts = [...lacks]
  const exchange = hidden(
    seen.exchange,
    facts.flatMap((fact) => OF_EXCHANGE[fact]),
  )
  return hidden(
    { ...seen, exchange, lacks },
    facts.flatMap((fact) => OF_SEEN[fact] ?? []),
  )
}

function hidden<T extends object>(value: T, names: readonly string[]): T {
  const copy = { ...value }
  for (const name of names) {
    if (!(name in value)) continue
    Object.defineProperty(copy, name, {
      get() {
        throw new NotCaptured(`${name} was not captured`)
      },
    })
  }
  return copy
}
