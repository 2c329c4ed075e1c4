export type Pooled<T, R> = { readonly begun: T } | { readonly item: T; readonly done: R }

/**
 * Works on the items in order, at most `size` at a time, and reports when an item begins and when it is done.
 * After `signal` is aborted no further item begins.
 */
export async function* runPool<T, R>(
  items: readonly T[],
  size: number,
  signal: AbortSignal,
  work: (item: T) => Promise<R>,
): AsyncGenerator<Pooled<T, R>> {
  const running = new Map<number, Promise<{ place: number; item: T; done: R }>>()
  let next = 0
  while (running.size || (next < items.length && !signal.aborted)) {
    while (running.size < size && next < items.length && !signal.aborted) {
      const place = next++
      const item = items[place] as T
      running.set(
        place,
        work(item).then((done) => ({ place, item, done })),
      )
      yield { begun: item }
    }
    if (!running.size) break
    const { place, item, done } = await Promise.race(running.values())
    running.delete(place)
    yield { item, done }
  }
}
