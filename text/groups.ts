/** The items by key, in the order in which the keys come up. */
export function groupsOf<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): readonly (readonly [string, readonly T[]])[] {
  return groupsBy(items, (item) => [keyOf(item)])
}

/** The same where an item belongs to several groups, or to none. */
export function groupsBy<T>(
  items: readonly T[],
  keysOf: (item: T) => readonly string[],
): readonly (readonly [string, readonly T[]])[] {
  const groups = new Map<string, T[]>()
  for (const item of items)
    for (const key of keysOf(item)) {
      const group = groups.get(key)
      if (group) group.push(item)
      else groups.set(key, [item])
    }
  return [...groups]
}
