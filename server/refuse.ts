/** Refusals of the reference server, by what is wrong with the request. */
import type { Refusal } from './twist.ts'

/** A 400 about one parameter. `param` is its path, such as `messages[0].role`. */
export function refuse(param: string | null, code: string | null, message: string): Refusal {
  return { status: 400, message, type: 'invalid_request_error', param, code }
}

/** A refusal with another status than 400. */
export function refuseWith(status: number, code: string | null, message: string, param: string | null = null): Refusal {
  return { status, message, type: 'invalid_request_error', param, code }
}

/** The name of a value's type for a message. */
function kind(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal number'
  return `a ${typeof value}`
}

export function missing(at: string): Refusal {
  return refuse(at, 'missing_required_parameter', `Required parameter is missing: '${at}'.`)
}

export function wrongType(at: string, wanted: string, value: unknown): Refusal {
  return refuse(at, 'invalid_type', `'${at}' has the wrong type: ${wanted} is expected, not ${kind(value)}.`)
}

export function wrongValue(at: string, wanted: string): Refusal {
  return refuse(at, 'invalid_value', `'${at}' has a value that is not supported: ${wanted} is expected.`)
}
