/** Puts values in the place of {{name}}. */
import { asObject } from '../foundation/json.ts'
import type { Json, JsonObject } from '../model/index.ts'

/** Names that only the run knows. */
const OF_THE_RUN = ['model', 'fixtures', 'number']

/**
 * The value with those of `values` in the place of {{name}} in any string of it.
 * @param say receives what is wrong
 * @param later names that get their values later
 */
export function interpolate(
  value: Json,
  values: JsonObject,
  say: (message: string) => void,
  later: readonly string[] = [],
): Json {
  if (typeof value === 'string') {
    const whole = /^\{\{([a-z][A-Za-z0-9]*)\}\}$/.exec(value)?.[1]
    if (whole && Object.hasOwn(values, whole)) return values[whole] as Json
    return value.replace(/\{\{([a-z][A-Za-z0-9]*)\}\}/g, (all, name: string) => {
      const given = Object.hasOwn(values, name) ? values[name] : undefined
      if (given === undefined && (OF_THE_RUN.includes(name) || later.includes(name))) return all
      if (given === undefined)
        say(`{{${name}}} has no value; \`with\` gives ${Object.keys(values).join(', ') || 'none'}`)
      return typeof given === 'string' ? given : JSON.stringify(given ?? null)
    })
  }
  if (Array.isArray(value)) return value.map((item: Json) => interpolate(item, values, say, later))
  const members = asObject(value) as JsonObject | undefined
  if (!members) return value
  return Object.fromEntries(
    Object.entries(members).map(([key, member]) => [key, interpolate(member, values, say, later)]),
  )
}
