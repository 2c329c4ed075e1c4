/** Helpers for rules about error replies. */
import type { ErrorSeen, Finding, Wire } from '../../../src/model/index.ts'
import { bySchema, object } from '../_helpers.ts'

/**
 * The reply is an error of an operation that the contract describes. The contract does not cover other paths and methods.
 * A server that does not list its models may answer there as on any unknown path.
 */
export function isOfContract(seen: ErrorSeen): boolean {
  if (!seen.lacks?.has('status') && seen.status < 400) return false
  // An error object without a request, such as an example in a document, counts as one that the contract describes.
  if (seen.lacks?.has('request')) return true
  if (seen.endpoint === 'other') return false
  const { method } = seen.request
  return method !== 'GET' || ![404, 405, 501].includes(seen.status)
}

/** The field `error`, if it is an object. */
export function readError(seen: ErrorSeen): Wire | undefined {
  return object(object(seen.body)?.error)
}

/** Reports a body that is not an error object with its four fields. */
export function* checkEnvelope(seen: ErrorSeen): Iterable<Finding> {
  if (seen.body !== undefined) return yield* bySchema('error/envelope')(seen)
  // A truncated body does not show the form that the server chose.
  if (seen.exchange.ended !== 'complete') return
  const got = seen.text.slice(0, 200)
  yield {
    at: '/body',
    message: got.trim() === '' ? 'is empty; expected an error object' : 'is not JSON; expected an error object',
    got,
  }
}
