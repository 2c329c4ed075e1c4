import { expect, it } from 'vitest'
import type { Noted, Rule } from '../../src/model/index.ts'
import { findUnconfirmed, nameOf } from '../../src/run/confirm.ts'

const rules = new Map([
  ['a/repeats', { repeats: true } as unknown as Rule],
  ['a/plain', {} as unknown as Rule],
])

const found = (rule: string, message: string, at = '/replies/1/status'): Noted => ({
  rule,
  level: 'SHOULD',
  turn: 1,
  at,
  message,
})

/** The runs that follow, and how many of them were asked for. */
function runs(...all: readonly (readonly Noted[])[]) {
  let count = 0
  return { again: async () => all[count++], count: () => count }
}

it('a finding that comes again in three further runs is kept', async () => {
  const finding = found('a/repeats', 'differs')
  const { again, count } = runs([finding], [finding], [finding], [])
  expect(await findUnconfirmed([finding], rules, again)).toEqual(new Set())
  expect(count()).toBe(3)
})

it('a finding that does not come again with the same message is lost, and the case is not run any more', async () => {
  const finding = found('a/repeats', 'streamed "a", expected "b"')
  const { again, count } = runs([finding], [found('a/repeats', 'streamed "c", expected "b"')], [finding])
  expect(await findUnconfirmed([finding], rules, again)).toEqual(new Set([nameOf(finding)]))
  expect(count()).toBe(2)
})

it('findings of other rules, of one reply and of a tolerant profile need no further run', async () => {
  const { again, count } = runs()
  const others = [
    found('a/plain', 'differs'),
    found('a/repeats', 'is wrong', '/status'),
    { ...found('a/repeats', 'differs'), tolerated: 'known' },
  ]
  expect(await findUnconfirmed(others, rules, again)).toEqual(new Set())
  expect(count()).toBe(0)
})

it('without further runs, as in a recording, the finding stays', async () => {
  expect(await findUnconfirmed([found('a/repeats', 'differs')], rules, runs().again)).toEqual(new Set())
})
