/**
 * Malformed replies, over real sockets and through the complete pipeline: truncated, with wrong framing or coding, with
 * malformed text, or without an end. Each ends in findings or cannot be read, and none causes an exception, a hang or
 * unbounded memory. No rule may throw on what it reads. test/hostile-values.test.ts has the replies with unexpected values.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Send } from '../src/model/index.ts'
import type { WireOptions } from '../src/wire/send.ts'
import { compressed, endless, misframed, truncated } from './support/hostile.ts'
import { texts } from './support/hostile-bodies.ts'
import { ASKS, type HostileTarget, LIMIT, rows, startHostileTarget, used } from './support/hostile-target.ts'

const SHORT: Partial<WireOptions> = { firstByteMs: 400, idleMs: 400, totalMs: 800, maxBytes: 1_000_000 }

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

  describe('that are truncated', () => {
    it.each(rows(truncated()))('%s', async (_, hostile) => void (await target.resultOf(hostile, send)), LIMIT)
  })
  describe('with wrong framing', () => {
    it.each(rows(misframed()))('%s', async (_, hostile) => void (await target.resultOf(hostile, send)), LIMIT)
  })
  describe('with wrong content coding', () => {
    it.each(rows(compressed()))('%s', async (_, hostile) => void (await target.resultOf(hostile, send)), LIMIT)
  })
  describe('with malformed text', () => {
    it.each(rows(texts()))('%s', async (_, hostile) => void (await target.resultOf(hostile, send)), LIMIT)
  })
})

describe.concurrent('replies without an end', () => {
  it.each(rows(endless()))(
    '%s',
    async (_, hostile) => void (await target.resultOf(hostile, target.wire(SHORT), ASKS.slice(0, 1))),
    LIMIT,
  )
})

it('hostile replies leave no memory in use', () => {
  expect((used() - heapBefore) / 1024 / 1024).toBeLessThan(300)
})
