import { setImmediate as tick } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type Pooled, runPool } from '../../src/run/pool.ts'

const NEVER = new AbortController().signal

/** Work that finishes when the test says so. */
function manual<T>(): {
  work: (item: T) => Promise<T>
  done: (item: T) => Promise<void>
  running: Set<T>
  most: number
} {
  const waiting = new Map<T, (() => void)[]>()
  const state = {
    running: new Set<T>(),
    most: 0,
    work: (item: T) =>
      new Promise<T>((resolve) => {
        state.running.add(item)
        state.most = Math.max(state.most, state.running.size)
        const end = (): void => {
          state.running.delete(item)
          resolve(item)
        }
        waiting.set(item, [...(waiting.get(item) ?? []), end])
      }),
    async done(item: T) {
      waiting.get(item)?.shift()?.()
      await tick()
    },
  }
  return state
}

async function all<T, R>(events: AsyncIterable<Pooled<T, R>>, into: Pooled<T, R>[] = []): Promise<Pooled<T, R>[]> {
  for await (const event of events) into.push(event)
  return into
}

describe('pooled', () => {
  it('processes every item, reports each start and end, and starts in order', async () => {
    const items = [5, 1, 4, 2, 3]
    const events = await all(runPool(items, 2, NEVER, async (item) => item * 10))
    expect(events.flatMap((event) => ('begun' in event ? [event.begun] : []))).toEqual(items)
    const done = events.flatMap((event) => ('done' in event ? [[event.item, event.done]] : []))
    expect(done.sort()).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
      [4, 40],
      [5, 50],
    ])
  })

  it.each([
    [1, 1],
    [3, 3],
    [100, 5],
  ])('of size %i processes %i at a time', async (size, most) => {
    const hand = manual<number>()
    const finished = all(runPool([0, 1, 2, 3, 4], size, NEVER, hand.work))
    await tick()
    for (let i = 0; i < 5; i++) await hand.done([...hand.running].at(-1) ?? -1)
    await finished
    expect(hand.most).toBe(most)
  })

  it('reports items in the order in which they finish', async () => {
    const hand = manual<string>()
    const events: Pooled<string, string>[] = []
    const finished = all(runPool(['a', 'b', 'c'], 3, NEVER, hand.work), events)
    await tick()
    for (const item of ['b', 'c', 'a']) await hand.done(item)
    await finished
    expect(events.flatMap((event) => ('done' in event ? event.item : []))).toEqual(['b', 'c', 'a'])
  })

  it('processes every one of several equal items', async () => {
    const events = await all(runPool(['a', 'a', 'a'], 2, NEVER, async () => 1))
    expect(events).toHaveLength(6)
  })

  it('ends at once without items', async () => expect(await all(runPool([], 4, NEVER, async () => 1))).toEqual([]))

  it('starts nothing after an abort, and finishes items in progress', async () => {
    const hand = manual<number>()
    const stop = new AbortController()
    const finished = all(runPool([0, 1, 2, 3], 2, stop.signal, hand.work))
    await tick()
    stop.abort()
    await hand.done(1)
    await hand.done(0)
    expect(await finished).toEqual([{ begun: 0 }, { begun: 1 }, { item: 1, done: 1 }, { item: 0, done: 0 }])
  })

  it('starts nothing if it was aborted before', async () => {
    expect(await all(runPool([1], 1, AbortSignal.abort(), async () => 1))).toEqual([])
  })

  it('rethrows what the work throws', async () => {
    const failing = runPool([1], 1, NEVER, () => Promise.reject(new Error('broken')))
    await expect(all(failing)).rejects.toThrow('broken')
  })
})
