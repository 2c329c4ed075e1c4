/** Values that must not be changed by the code that receives them. */

/** The value itself, frozen at every depth. Bytes cannot be frozen, but nothing changes them in place. */
export function frozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || Object.isFrozen(value)) return value
  Object.freeze(value)
  for (const member of Object.values(value)) frozen(member)
  return value
}
