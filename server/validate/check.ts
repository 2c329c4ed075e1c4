/** Small checks, combined to a description of the request. A check returns the first refusal, or undefined. */
import { object as asObject } from '../loose.ts'
import { missing, refuse, wrongType, wrongValue } from '../refuse.ts'
import type { Refusal } from '../twist.ts'

/** Checks a value that is present; `at` is its path. */
export type Check = (value: unknown, at: string) => Refusal | undefined

/** The path of a field; at the top level only its name. */
export function join(at: string, member: string): string {
  return at ? `${at}.${member}` : member
}

export const boolean: Check = (value, at) =>
  typeof value === 'boolean' ? undefined : wrongType(at, 'a boolean', value)

export const anyObject: Check = (value, at) => (asObject(value) ? undefined : wrongType(at, 'an object', value))

/** A string of `min` to `max` characters that matches the pattern. */
export function string({ min = 0, max = Infinity, fits }: { min?: number; max?: number; fits?: RegExp } = {}): Check {
  return (value, at) => {
    if (typeof value !== 'string') return wrongType(at, 'a string', value)
    if (value.length < min) return refuse(at, 'empty_string', `'${at}' is empty.`)
    if (value.length > max) return refuse(at, 'string_above_max_length', `'${at}' is longer than ${max} characters.`)
    if (fits && !fits.test(value)) return wrongValue(at, `a string that matches ${fits.source}`)
    return undefined
  }
}

function range(form: 'integer' | 'decimal', min: number, max: number): Check {
  return (value, at) => {
    const number = value as number
    if (number < min) return refuse(at, `${form}_below_min_value`, `'${at}' is ${number}: at least ${min} is expected.`)
    if (number > max) return refuse(at, `${form}_above_max_value`, `'${at}' is ${number}: at most ${max} is expected.`)
    return undefined
  }
}

export function integer(min = -Infinity, max = Infinity): Check {
  const within = range('integer', min, max)
  return (value, at) => (Number.isInteger(value) ? within(value, at) : wrongType(at, 'an integer', value))
}

export function number(min = -Infinity, max = Infinity): Check {
  const within = range('decimal', min, max)
  return (value, at) => (typeof value === 'number' ? within(value, at) : wrongType(at, 'a number', value))
}

/** One of these strings. */
export function oneOf(...values: readonly string[]): Check {
  return (value, at) => {
    if (typeof value !== 'string') return wrongType(at, `one of ${values.join(', ')}`, value)
    return values.includes(value) ? undefined : wrongValue(at, `one of ${values.join(', ')}`)
  }
}

export function nullable(check: Check): Check {
  return (value, at) => (value === null ? undefined : check(value, at))
}

export function array(items: Check, { min = 0, max = Infinity }: { min?: number; max?: number } = {}): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return wrongType(at, 'an array', value)
    if (value.length < min)
      return refuse(at, 'empty_array', `'${at}' has ${value.length} items: at least ${min} expected.`)
    if (value.length > max)
      return refuse(at, 'array_above_max_length', `'${at}' has ${value.length} items: at most ${max} expected.`)
    return first(value.entries(), ([i, item]) => items(item, `${at}[${i}]`))
  }
}

/** An object with these fields; other fields are accepted. */
export function object(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  const known = Object.entries({ ...required, ...optional })
  return (value, at) => {
    const members = asObject(value)
    if (!members) return wrongType(at, 'an object', value)
    return first(known, ([name, check]) => {
      const there = Object.hasOwn(members, name) && members[name] !== undefined
      if (there) return check(members[name], join(at, name))
      return name in required ? missing(join(at, name)) : undefined
    })
  }
}

/** An object whose field `by` selects its check. */
export function byTag(by: string, checks: Readonly<Record<string, Check>>): Check {
  const tag = oneOf(...Object.keys(checks))
  return (value, at) => {
    const members = asObject(value)
    if (!members) return wrongType(at, 'an object', value)
    if (!Object.hasOwn(members, by)) return missing(join(at, by))
    return tag(members[by], join(at, by)) ?? checks[String(members[by])]?.(value, at)
  }
}

/** The first refusal among several checks. */
export function first<T>(values: Iterable<T>, check: (value: T) => Refusal | undefined): Refusal | undefined {
  for (const value of values) {
    const refusal = check(value)
    if (refusal) return refusal
  }
  return undefined
}
