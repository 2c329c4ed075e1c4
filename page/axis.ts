/** An axis that has room for all values, in proportion or by their logarithm. */

export interface Axis {
  readonly isLog: boolean
  /** The position of a value, from 0 to 1. */
  readonly at: (value: number) => number
  /** Round values, few enough to be readable. */
  readonly ticks: readonly number[]
}

/** From this ratio on the lesser values would lie on one another. */
const WIDE = 20
const MOST_TICKS = 6

/** The axis of these values; none of no values. */
export function axisOf(values: readonly number[]): Axis | undefined {
  if (!values.length) return undefined
  const most = Math.max(...values)
  const [least = most] = values.filter((value) => value > 0).toSorted((a, b) => a - b)
  return most > least * WIDE ? logarithmic(least, most) : proportional(most)
}

function proportional(most: number): Axis {
  const step = roundUp(most / MOST_TICKS || 1)
  const end = Math.max(step, Math.ceil(most / step) * step)
  const ticks = Array.from({ length: Math.round(end / step) + 1 }, (_, i) => i * step)
  return { isLog: false, at: (value) => value / end, ticks }
}

/** 1, 2 or 5 with zeros, not less than the value. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value))
  return power * ([1, 2, 5].find((digit) => digit * power >= value) ?? 10)
}

function logarithmic(least: number, most: number): Axis {
  const from = Math.floor(Math.log10(least))
  const to = Math.max(from + 1, Math.ceil(Math.log10(most)))
  const every = Math.ceil((to - from + 1) / MOST_TICKS)
  const powers = Array.from({ length: to - from + 1 }, (_, i) => from + i)
  // Zero has no logarithm and is at the beginning.
  const at = (value: number): number => (value > 0 ? Math.max(0, (Math.log10(value) - from) / (to - from)) : 0)
  return { isLog: true, at, ticks: powers.filter((_, i) => i % every === 0).map((power) => 10 ** power) }
}
