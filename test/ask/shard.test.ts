import fc from 'fast-check'
import { expect, it } from 'vitest'
import { selectShard } from '../../src/ask/shard.ts'
import { aCase } from '../support/cases.ts'

const target = { baseUrl: 'http://h/v1', model: 'm', profile: 'p' }
const planOf = (ids: readonly string[]) => ({ target, scope: {}, steps: ids.map((id) => ({ case: aCase(id) })) })
const idsOf = (plan: ReturnType<typeof selectShard>): string[] => plan.steps.map((step) => step.case.id)

it('every case is in exactly one part, in the original order, whatever the durations', () => {
  const durations = fc.dictionary(fc.stringMatching(/^s\/c\d$/), fc.integer({ min: 0, max: 1000 }))
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 9 }), durations, (count, of, known) => {
      const ids = Array.from({ length: count }, (_, i) => `s/c${i}`)
      const times = new Map(Object.entries(known))
      const parts = Array.from({ length: of }, (_, i) => selectShard(planOf(ids), { index: i + 1, of }, times))
      expect(parts.flatMap(idsOf).sort()).toEqual([...ids].sort())
      for (const part of parts) {
        expect(idsOf(part)).toEqual(ids.filter((id) => idsOf(part).includes(id)))
        expect(part.scope.shard).toMatchObject({ of, cases: ids })
      }
      // Without durations the parts have the same size.
      if (!times.size) expect(Math.max(...parts.map((part) => part.steps.length))).toBe(Math.ceil(count / of))
    }),
  )
})

it('the longest case is alone if it takes as long as all others', () => {
  const times = new Map([
    ['s/a', 1],
    ['s/b', 1],
    ['s/long', 3],
    ['s/c', 1],
  ])
  const parts = [1, 2].map((index) =>
    idsOf(selectShard(planOf(['s/a', 's/b', 's/long', 's/c']), { index, of: 2 }, times)),
  )
  expect(parts).toContainEqual(['s/long'])
})

it('shards of the same plan belong together, and shards of another plan do not', () => {
  const plan = (ids: readonly string[], index: number) => selectShard(planOf(ids), { index, of: 2 }).scope.shard?.plan
  expect(plan(['s/a', 's/b'], 1)).toBe(plan(['s/a', 's/b'], 2))
  expect(plan(['s/a', 's/b'], 1)).not.toBe(plan(['s/a', 's/c'], 1))
})

it('shards made with other durations do not belong together', () => {
  const plan = planOf(['s/a', 's/b', 's/c'])
  const [one, other] = [
    { 's/a': 1, 's/b': 1, 's/c': 1 },
    { 's/a': 1, 's/b': 1, 's/c': 9 },
  ].map((times) => selectShard(plan, { index: 1, of: 2 }, new Map(Object.entries(times))).scope.shard?.plan)
  expect(one).not.toBe(other)
})
