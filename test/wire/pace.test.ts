import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Exchange } from '../../src/model/index.ts'
import { openPace } from '../../src/wire/pace.ts'
import { completion } from '../support/seen.ts'
import { NEVER } from '../support/wire.ts'

const reply = (status: number, ...headers: (readonly [string, string])[]): Exchange => ({
  ...completion().exchange,
  status,
  headers,
})

/** How many milliseconds each of several simultaneous requests has to wait, on a clock that moves only while waiting. */
async function waits(pace: ReturnType<typeof openPace>, requests: number): Promise<number[]> {
  const began = Date.now()
  const done: number[] = []
  const all = Promise.all(
    Array.from({ length: requests }, () => pace.before(NEVER).then(() => done.push(Date.now() - began))),
  )
  await vi.runAllTimersAsync()
  await all
  return done
}

function paced(perMinute?: number): ReturnType<typeof openPace> {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  return openPace(perMinute, { now: () => Date.now(), rested })
}

/** Uses the fake setTimeout: vitest does not fake node:timers/promises. */
function rested(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms)
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

describe('the pace', () => {
  afterEach(() => void vi.useRealTimers())

  it('delays nothing without a limit', async () => {
    expect(await waits(paced(), 5)).toEqual([0, 0, 0, 0, 0])
  })

  it('keeps to the requests per minute', async () => {
    expect(await waits(paced(60), 3)).toEqual([0, 1000, 2000])
  })

  it.each([
    ['a 429 that names seconds', reply(429, ['retry-after', '7']), 7000],
    [
      'a last request whose limit is reset in more than a minute',
      reply(200, ['x-ratelimit-remaining-requests', '0'], ['x-ratelimit-reset-requests', '1m2s']),
      0,
    ],
    [
      'a last request in a short window',
      reply(200, ['x-ratelimit-remaining-requests', '0'], ['x-ratelimit-reset-requests', '0m0s120ms']),
      120,
    ],
    [
      'a last request with plain seconds',
      reply(200, ['x-ratelimit-remaining-requests', '0'], ['x-ratelimit-reset-requests', '1.5']),
      1500,
    ],
    [
      'remaining requests',
      reply(200, ['x-ratelimit-remaining-requests', '3'], ['x-ratelimit-reset-requests', '9s']),
      0,
    ],
    [
      'an invalid reset time',
      reply(200, ['x-ratelimit-remaining-requests', '0'], ['x-ratelimit-reset-requests', 'soon']),
      0,
    ],
    ['a delay of an hour, which is ignored', reply(429, ['retry-after', '3600']), 0],
  ] as const)('waits after %s', async (_, exchange, expected) => {
    const pace = paced()
    pace.after(exchange)
    expect((await waits(pace, 1))[0]).toBe(expected)
  })

  it('slows down after each 429, and speeds up again with each success', async () => {
    const pace = paced()
    for (let i = 0; i < 3; i++) pace.after(reply(429, ['retry-after', '0']))
    const [, slow = 0] = await waits(pace, 2)
    expect(slow).toBe(200)
    for (let i = 0; i < 50; i++) pace.after(reply(200))
    expect(await waits(pace, 3)).toEqual([expect.any(Number), expect.any(Number), expect.any(Number)])
    expect(await waits(pace, 3)).toEqual([0, 0, 0])
  })

  it('releases waiting requests when the run is stopped', async () => {
    const pace = paced(1)
    await pace.before(NEVER)
    const stop = new AbortController()
    const waiting = pace.before(stop.signal)
    stop.abort()
    await expect(waiting).resolves.toBeUndefined()
  })
})
