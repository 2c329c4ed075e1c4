/** What a few runs say about all runs that there could be. */

/** The standard score of a two-sided confidence of 95 %. */
const Z = 1.959964

/**
 * The Wilson score interval of a rate at 95 %: it stays within 0 and 1 and is honest about few runs.
 * @param passed how many of `of` passed; 0 ≤ passed ≤ of
 * @returns from, to; 0 to 1 where nothing was run
 */
export function wilson(passed: number, of: number): readonly [low: number, high: number] {
  if (!of) return [0, 1]
  const rate = passed / of
  const weight = 1 + Z ** 2 / of
  const middle = (rate + Z ** 2 / (2 * of)) / weight
  const reach = (Z / weight) * Math.sqrt((rate * (1 - rate)) / of + Z ** 2 / (4 * of ** 2))
  // At the ends the interval touches 0 or 1, which rounding would miss.
  return [passed ? Math.max(0, middle - reach) : 0, passed < of ? Math.min(1, middle + reach) : 1]
}

/**
 * pass^k: how likely k runs in a row all pass, estimated without bias: the share of passing ones among all selections of k
 * of the runs.
 * @param k at most `of`
 */
export function passPower(passed: number, of: number, k: number): number {
  let share = 1
  for (let i = 0; i < k; i++) share *= Math.max(0, passed - i) / (of - i)
  return share
}
