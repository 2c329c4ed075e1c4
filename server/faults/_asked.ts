/** Requests that faults pick out, and refusals that they make up. */
import type { Asked, Refusal } from '../twist.ts'

/** A request for a long text: there are few, so that little else speaks of what is broken in the reply. */
export function isLong({ body }: Asked): boolean {
  return body?.max_completion_tokens === 300 && !body.tools && !body.response_format
}

/** A valid chat request of nothing but the model and one question. */
export function isSmallest({ method, path, body }: Asked): boolean {
  if (method !== 'POST' || path !== '/chat/completions') return false
  if (body?.model === undefined || Object.keys(body).length !== 2) return false
  return /^\[\{"role":"user","content":"[^"]+"\}\]$/.test(JSON.stringify(body.messages) ?? '')
}

/** A refusal that this server would not make. */
export function refusal(status: number, message: string): Refusal {
  return { status, message, type: 'invalid_request_error', param: null, code: null }
}
