import type { ErrorSeen, Rule, StreamSeen } from '../../../src/model/index.ts'
import { readRequestHeader } from '../http/_reply.ts'
import { findInternal } from './_internals.ts'

/** What matters is near the beginning of an error. */
const LONG = 20_000

export default {
  says: 'An error contains no stack trace, file path, connection string, key or internal address of the server.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference names the fault of the request only',
  why: 'It shows strangers how the server is built, where it runs and how to get in, and does not help users.',
  mend: 'Log the exception, and answer with a short message and a request id.',
  wrong: '{"error":{"message":"Traceback (most recent call last):\\n  File \\"/app/server.py\\", line 12 …"}}',
  right: '{"error":{"message":"Something went wrong (request 8fT2).","type":"server_error","param":null,"code":null}}',
  on: ['error', 'stream'],
  *check(seen) {
    for (const { at, text } of collectErrorTexts(seen)) {
      const found = findInternal(text, (part) => isKnown(seen, part))
      if (found) yield { at, message: `contains ${found.as}; expected a message for users`, got: found.shown }
    }
  },
} satisfies Rule<'error' | 'stream'>

function collectErrorTexts(seen: ErrorSeen | StreamSeen): { at: string; text: string }[] {
  if (seen.kind === 'error') return [{ at: '/body', text: seen.text.slice(0, LONG) }]
  return seen.events.flatMap(({ is, data }, i) =>
    is === 'error' ? [{ at: `/events/${i}/data`, text: data.slice(0, LONG) }] : [],
  )
}

/** The client sent it: in the body, as the key, or as the address of the server. */
function isKnown({ request }: ErrorSeen | StreamSeen, part: string): boolean {
  const sent = [request.text, request.url, readRequestHeader({ request }, 'authorization')]
  return sent.some((text) => text?.includes(part))
}
