/** The error object of a reply that says no. */
import type { ErrorSeen, Finding, Wire } from '../../../src/model/index.ts'
import { bySchema, object } from '../_helpers.ts'

/**
 * The reply is the failure of an operation that the contract describes; of other paths and methods it says nothing.
 * A server that does not list its models answers there as on any path that it does not have.
 */
export function isOfContract(seen: ErrorSeen): boolean {
  if (!seen.lacks?.has('status') && seen.status < 400) return false
  // An error object for itself, as an example in a document, is taken for one that the contract describes.
  if (seen.lacks?.has('request')) return true
  if (seen.endpoint === 'other') return false
  return seen.request.method !== 'GET' || ![404, 405, 501].includes(seen.status)
}

/** The member error, if it is an object. */
export function errorObject(seen: ErrorSeen): Wire | undefined {
  return object(object(seen.body)?.error)
}

/** Where the body is no error object with its four members. */
export function* envelopeFaults(seen: ErrorSeen): Iterable<Finding> {
  if (seen.body !== undefined) return yield* bySchema('error/envelope')(seen)
  // What the transport cut off is no form of the server's.
  if (seen.exchange.ended !== 'complete') return
  const got = seen.text.slice(0, 200)
  yield { at: '/body', message: got.trim() === '' ? 'is empty' : 'is not JSON', got }
}
