/**
 * Replies with valid framing and unexpected values, over real sockets and through the complete pipeline: each ends in
 * findings or cannot be read, and none causes an exception, a hang or unbounded memory. No rule may throw on what it reads.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listReporters, loadReporter, loadRules } from '../src/ask/registry.ts'
import type { Observation, Send } from '../src/model/index.ts'
import { run } from '../src/run/run.ts'
import { aCase, aTurn } from './support/cases.ts'
import { fuzzedCompletions, fuzzedStreams } from './support/fuzz.ts'
import { streams, texts, values } from './support/hostile-bodies.ts'
import { ASKS, type HostileTarget, LIMIT, PROFILE, rows, startHostileTarget, used } from './support/hostile-target.ts'
import { NEVER } from './support/wire.ts'

const rules = await loadRules()
let target: HostileTarget
let heapBefore = 0

beforeAll(async () => {
  target = await startHostileTarget()
  heapBefore = used()
})

afterAll(() => target.close())

describe('hostile replies', () => {
  let send: Send
  beforeAll(() => {
    send = target.wire()
  })

  describe('with unexpected values', () => {
    it.each(rows(values()))(
      '%s',
      async (_, hostile) => void (await target.resultOf(hostile, send, ASKS.slice(0, 1))),
      LIMIT,
    )
  })
  describe('with unexpected events', () => {
    it.each(rows(streams()))(
      '%s',
      async (_, hostile) => void (await target.resultOf(hostile, send, ASKS.slice(0, 1))),
      LIMIT,
    )
  })
})

describe('members of the wrong type', () => {
  it.each([
    ['in completions', false, fuzzedCompletions],
    ['in streams', true, fuzzedStreams],
  ])(
    '%s',
    async (_, streamed, fuzzed) => {
      const send = target.wire()
      const tripped = new Set<string>()
      for (const hostile of fuzzed()) {
        const seen = await target.resultOf(hostile, send, ASKS.slice(0, 1), [streamed]).catch((error: Error) => {
          tripped.add(`${hostile.name}: ${error.message}`)
          return []
        })
        for (const reply of seen)
          if (unspoken(reply)) tripped.add(`${hostile.name}: no rule speaks of ${unspoken(reply)}`)
      }
      expect([...tripped]).toEqual([])
    },
    300_000,
  )
})

describe('a complete run', () => {
  it('ends in verdicts that reporters can show, without an internal error', async () => {
    const unusual = [...texts(), ...values(), ...streams()].filter(({ name }) => ODD.test(name))
    const cases = unusual.flatMap((hostile, i) =>
      [false, true].map((streamed) => {
        const turn = aTurn({
          headers: { 'x-hostile': target.readied(hostile) },
          send: { ...ASKS[0], messages: [], stream: streamed },
        })
        const expected = { content: { type: 'string' }, calls: ['f'], fields: { '$..id': true } } as const
        const turns = [turn, { ...turn, expect: expected }, { ...turn, answer: { f: 'a', constructor: 'b' } }]
        return aCase(`hostile/${i}-${streamed}`, { title: hostile.name, turns })
      }),
    )
    const asked = { baseUrl: `${target.origin}/v1`, model: 'reference-1', profile: 'strict' }
    const tools = {
      send: target.wire(),
      rules,
      profile: PROFILE,
      setting: { ...asked, headers: {}, api: PROFILE.api },
      attempts: 1,
      concurrency: 4,
      secrets: new Map(),
      version: '0',
    }
    const reporters = await Promise.all(listReporters().map((name) => loadReporter(name)))
    const telling = reporters.map((make) => make({ color: true, rules }))
    let shownCount = 0
    const reasons = new Map<string, string>()
    for await (const event of run(
      { target: asked, scope: {}, steps: cases.map((testCase) => ({ case: testCase })) },
      tools,
      NEVER,
    )) {
      for (const tell of telling) shownCount += tell(event).length
      if (event.type === 'case') reasons.set(event.verdict.title, event.verdict.reason ?? '')
    }
    expect(unusual.length).toBeGreaterThan(20)
    expect([...reasons].filter(([, reason]) => reason.includes('a bug of'))).toEqual([])
    expect(shownCount).toBeGreaterThan(0)
  }, 300_000)
})

/** The replies most likely to break later steps: deep, with unusual names or of unusual types. */
const ODD = /deep|surrogate|__proto__|every object|is an object|2\^53|infinity/

/** The place of a schema violation that no rule reports. */
function unspoken(seen: Observation): string | undefined {
  if (!('violations' in seen)) return undefined
  return seen.violations.find(({ rule }) => !rules.get(rule)?.on.includes(seen.kind))?.at
}

it('hostile replies leave no memory in use', () => {
  expect((used() - heapBefore) / 1024 / 1024).toBeLessThan(300)
})
