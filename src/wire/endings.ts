/** undici's many errors as the few ways in which an exchange can end badly. */
import type { Ending } from '../model/index.ts'

/** How an exchange ended that undici gave up on, by whether the status line had come. */
export function endingOf(error: unknown, replied: boolean): Ending {
  const code = codeOf(error)
  if (isMalformed(error, code)) return 'malformed'
  if (replied) return 'cut'
  if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'UND_ERR_SOCKET')
    return isTls(error) ? 'unreachable' : 'hung-up'
  return 'unreachable'
}

const MALFORMED = ['UND_ERR_HEADERS_OVERFLOW', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'ERR_ASSERTION']

/** By undici's message: replies that it rejects. */
const UNASKED = new Map([
  ['bad response', 'it begins with a 100 Continue that was not requested'],
  ['bad upgrade', 'it is a 101 that was not requested'],
])

function isMalformed(error: unknown, code: string): boolean {
  const { name, message = '' } = error as Partial<Error>
  return name === 'HTTPParserError' || code.startsWith('HPE_') || MALFORMED.includes(code) || UNASKED.has(message)
}

/** A connection that breaks while TLS is negotiated never carried the request. */
function isTls(error: unknown): boolean {
  return /TLS|SSL/i.test(error instanceof Error ? error.message : '')
}

function codeOf(error: unknown): string {
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown[] }
  if (typeof code === 'string') return code
  return cause ? codeOf(cause) : errors?.[0] ? codeOf(errors[0]) : ''
}

/** The network's own words. */
export function wordsOf(error: unknown): string {
  const { message, errors } = error as { message?: string; errors?: { message?: string }[] }
  const unasked = UNASKED.get(message ?? '')
  if (unasked) return unasked
  const said = message || errors?.[0]?.message || 'no further words'
  const code = codeOf(error)
  return code && !said.includes(code) ? `${said} (${code})` : said
}
