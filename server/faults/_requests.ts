/** Requests that faults select, and the refusal or acceptance of them. */
import { refuseWith } from '../refuse.ts'
import type { Asked, Body, Fault, Loose, Refusal } from '../twist.ts'
import { applyPatch, type Patch } from './_places.ts'

/** A request for a long text. There are few of them, so few other rules report the broken reply. */
export function isLong({ body }: Asked): boolean {
  return body?.max_completion_tokens === 300 && !body.tools && !body.response_format
}

/** A valid chat request with nothing but the model and one question. */
export function isSmallest({ method, path, body }: Asked): boolean {
  if (method !== 'POST' || path !== '/chat/completions') return false
  if (body?.model === undefined || Object.keys(body).length !== 2) return false
  return /^\[\{"role":"user","content":"[^"]+"\}\]$/.test(JSON.stringify(body.messages) ?? '')
}

/** The messages of a request; they may be of any shape. */
export function messagesOf(body: Body | undefined): Loose[] {
  return Array.isArray(body?.messages) ? body.messages : []
}

/** Changes the body before it is checked, if it meets a condition: new members, or a function. */
export function inBody(change: Patch | ((body: Loose) => unknown), when: (body: Loose) => unknown = () => true) {
  const apply = typeof change === 'function' ? change : (body: Loose) => applyPatch(body, change)
  const request = (body: Body): void => {
    if (when(body)) apply(body)
  }
  return { request }
}

/** Removes parameters from the request, if it meets a condition. */
export function ignoreParams(names: readonly string[], when?: (body: Loose) => unknown): Pick<Fault, 'request'> {
  return inBody(Object.fromEntries(names.map((name) => [name, undefined])), when)
}

/** Refuses valid requests that meet a condition, also those without a body. */
export function refuseValid(when: (asked: Asked) => unknown, status: number, message: string): Pick<Fault, 'refusal'> {
  return { refusal: (refusal, asked) => refusal ?? (when(asked) ? refuseWith(status, null, message) : undefined) }
}

/** Refuses valid requests whose body meets a condition. */
export function refuseRequests(
  when: (body: Body, asked: Asked) => unknown,
  status = 400,
  message = 'This is not supported here.',
): Pick<Fault, 'refusal'> {
  return refuseValid((asked) => asked.body && when(asked.body, asked), status, message)
}

/** Refuses requests that meet a condition, whether they are valid or not. */
export function refuseAll(when: (asked: Asked) => unknown, status: number, message: string): Pick<Fault, 'refusal'> {
  return { refusal: (refusal, asked) => (when(asked) ? refuseWith(status, null, message) : refusal) }
}

/** Accepts requests whose refusal meets a condition. */
export function acceptRequests(when: (refusal: Refusal, asked: Asked) => unknown): Pick<Fault, 'refusal'> {
  return changeRefusals(when, () => undefined)
}

/** Gives refusals that meet a condition another status, and other members if there are any. */
export function setStatus(
  status: number,
  when: (refusal: Refusal, asked: Asked) => unknown = () => true,
  others: Partial<Refusal> = {},
): Pick<Fault, 'refusal'> {
  return changeRefusals(when, (refusal) => ({ ...refusal, ...others, status }))
}

function changeRefusals(
  when: (refusal: Refusal, asked: Asked) => unknown,
  change: (refusal: Refusal) => Refusal | undefined,
): Pick<Fault, 'refusal'> {
  return { refusal: (refusal, asked) => (refusal && when(refusal, asked) ? change(refusal) : refusal) }
}
