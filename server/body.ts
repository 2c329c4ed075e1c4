/** Reads the body of a request as JSON, strictly. */
import { object } from './loose.ts'
import { refuse, refuseWith } from './refuse.ts'
import type { Body, Refusal } from './twist.ts'

/** The largest accepted body, in bytes. */
export const maxBody = 20 * 1024 * 1024

/** No valid request is nested deeper than this, and JSON.stringify would overflow the stack. */
const maxDepth = 500

/** Refuses a body whose Content-Type is not JSON. Parameters such as charset have no effect (RFC 8259). */
export function checkType(contentType: string | undefined, encoding: string | undefined): Refusal | undefined {
  const media = contentType?.split(';')[0]?.trim().toLowerCase() ?? ''
  if (media !== 'application/json' && !/^application\/[a-z0-9.-]+\+json$/.test(media))
    return refuseWith(
      415,
      'unsupported_content_type',
      `Content type '${media}' is not supported: send application/json.`,
    )
  if (encoding && encoding.trim().toLowerCase() !== 'identity')
    return refuseWith(415, 'unsupported_content_encoding', 'Encoded request bodies are not supported.')
  return undefined
}

const malformed = (why: string) => refuse(null, null, `The body of the request is not a JSON object: ${why}.`)

/** The body as an object, or the refusal if it is not one. */
export function parseBody(bytes: Buffer): { body: Body } | { refusal: Refusal } {
  if (isTooDeep(bytes)) return { refusal: malformed(`it is nested deeper than ${maxDepth}`) }
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    const body = object(value)
    return body ? { body } : { refusal: malformed('it is JSON of another type') }
  } catch (problem) {
    return { refusal: malformed(problem instanceof SyntaxError ? 'it cannot be parsed' : 'it is not UTF-8') }
  }
}

const [quote, backslash] = [0x22, 0x5c]
const opening = new Set([0x5b, 0x7b])
const closing = new Set([0x5d, 0x7d])

/** Counts open brackets outside strings. */
function isTooDeep(bytes: Buffer): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] ?? 0
    if (byte === quote) inString = !inString
    else if (inString && byte === backslash) i++
    else if (!inString && opening.has(byte) && ++depth > maxDepth) return true
    else if (!inString && closing.has(byte)) depth--
  }
  return false
}
