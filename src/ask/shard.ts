/** Divides a run among machines. */

import type { Plan, Report, Step } from '../model/index.ts'
import { digestOf, sourceOf } from './case-source.ts'

/** Which part of how many, from 1. */
export interface Part {
  readonly index: number
  readonly of: number
}

/**
 * The part of the plan that one of several machines runs. The same plan and the same durations give the same parts on
 * every machine: each case to one of them, the longest first, always to the part that has the least to do.
 * @param durations how long cases took before, by id; without it all count alike
 */
export function selectShard(plan: Plan, { index, of }: Part, durations: ReadonlyMap<string, number> = new Map()): Plan {
  const { steps, scope, target } = plan
  const known = [...durations.values()].sort((a, b) => a - b)
  // A case without a known duration counts as a typical one.
  const usual = known[known.length >> 1] ?? 1
  const costOf = ({ case: { id }, skip }: Step): number => (skip === undefined ? (durations.get(id) ?? usual) : 0)
  const loads = Array.from({ length: of }, () => 0)
  const places = new Map<Step, number>()
  // Sorting keeps the order of equals: without durations the parts are dealt out like cards.
  for (const step of steps.toSorted((a, b) => costOf(b) - costOf(a))) {
    const lightest = loads.indexOf(Math.min(...loads))
    // Also a case that is not run costs something, so that all of them do not end in one part.
    loads[lightest] = (loads[lightest] ?? 0) + Math.max(costOf(step), usual / 1000)
    places.set(step, lightest + 1)
  }
  const cases = steps.map((step) => step.case.id)
  // With the place of each case: parts of a division by other durations do not fit together.
  const digest = digestOf(
    steps.map((step) => [step.case.id, sourceOf(step.case).digest, step.skip ?? null, places.get(step)]),
  )
  return {
    target,
    steps: steps.filter((step) => places.get(step) === index),
    scope: { ...scope, shard: { index, of, plan: digest, cases } },
  }
}

/** How long each case of an earlier run took, in milliseconds. */
export function readDurations({ cases }: Report): ReadonlyMap<string, number> {
  return new Map(
    cases
      .filter(({ turns }) => turns.length)
      .map(({ id, turns }) => [id, turns.reduce((sum, { timings }) => sum + timings.totalMs, 0)]),
  )
}
