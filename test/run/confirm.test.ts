import { expect, it } from 'vitest'
import type { Noted, Rule } from '../../src/model/index.ts'
import { findUnconfirmed, nameOf } from '../../src/run/confirm.ts'

const rules = new Map([
  ['a/repeats', { repeats: true, on: ['conversation', 'json'] } as unknown as Rule],
  ['a/timed', { repeats: true, on: ['stream'] } as unknown as Rule],
  ['a/plain', { on: ['conversation'] } as unknown as Rule],
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
  expect(await findUnconfirmed([finding], rules, new Set(), again)).toEqual(new Set())
  expect(count()).toBe(3)
})

it('a finding that does not come again with the same message is lost, and the case is not run any more', async () => {
  const finding = found('a/repeats', 'streamed "a", expected "b"')
  const { again, count } = runs([finding], [found('a/repeats', 'streamed "c", expected "b"')], [finding])
  expect(await findUnconfirmed([finding], rules, new Set(), again)).toEqual(new Set([nameOf(finding)]))
  expect(count()).toBe(2)
})

it('findings of other rules, of one reply and of a tolerant profile need no further run', async () => {
  const { again, count } = runs()
  const others = [
    found('a/plain', 'differs'),
    found('a/repeats', 'is wrong', '/status'),
    { ...found('a/repeats', 'differs'), tolerated: 'known' },
  ]
  expect(await findUnconfirmed(others, rules, new Set(), again)).toEqual(new Set())
  expect(count()).toBe(0)
})

it('without further runs, as in a recording, the finding stays', async () => {
  expect(await findUnconfirmed([found('a/repeats', 'differs')], rules, new Set(), runs().again)).toEqual(new Set())
})

it('a time that is not the same is the same finding', async () => {
  const { again, count } = runs([found('a/timed', 'ends 6100 ms after', '/body')], [], [])
  expect((await findUnconfirmed([found('a/timed', 'ends 7000 ms after', '/body')], rules, new Set(), again)).size).toBe(
    1,
  )
  expect(count()).toBe(2)
})

it('once a finding of a rule came again, further findings of the rule need not', async () => {
  const finding = found('a/repeats', 'differs')
  const confirmed = new Set<string>()
  await findUnconfirmed([finding], rules, confirmed, runs([finding], [finding], [finding]).again)
  const { again, count } = runs()
  expect(await findUnconfirmed([found('a/repeats', 'other')], rules, confirmed, again)).toEqual(new Set())
  expect(count()).toBe(0)
})
