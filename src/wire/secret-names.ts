/** Which headers and parameters hold secrets: by the last word of their names, or by the looks of their values. */

/** The words that may precede the last one without a separator, as in `apikey` and `accessToken`. */
const BEFORE =
  '(?:api|access|auth|client|secret|private|session|subscription|refresh|bearer|id|csrf|xsrf|master|virtual)'
const LAST =
  '(?:authorization|authentication|auth|key|keys|token|tokens|secret|secrets|cookie|cookies|password|passwd|pwd|passphrase|credential|credentials|signature|sig|jwt|bearer)'
const SECRET = new RegExp(`^${BEFORE}*${LAST}$`, 'i')

/** Keys that identify a request or an entry, and open nothing; numbers of tokens. */
const HARMLESS =
  /(?:^|[-_.])(?:idempotency|websocket|cache|routing|partition|sort|surrogate|max|min|num|n)[-_.]?(?:keys?|tokens?)$/i

/** Other words of a name that may hold a secret, such as `x-auth-session`. */
const SUSPICIOUS = /^(?:auth.*|session.*|identity)$/i

/** Whether a header or parameter holds a secret. */
export function holdsSecret(name: string, value: string): boolean {
  if (looksLikeKey(value)) return true
  if (HARMLESS.test(name)) return false
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => /[A-Za-z]/.test(word))
  if (SECRET.test(words.at(-1)?.replace(/\d+$/, '') ?? '')) return true
  return words.some((word) => SECRET.test(word) || SUSPICIOUS.test(word)) && isDense(value)
}

/** Prefixes that providers give their keys, JSON Web Tokens, and credentials after the name of their scheme. */
const KEY_FORMS = [
  /\b(?:sk|pk|rk|gsk|xai|hf|nvapi|csk|fw|r8|ghp|gho|glpat|tgp|pplx|dapi)[-_][A-Za-z0-9_-]{12,}/,
  /\bAIza[A-Za-z0-9_-]{16,}/,
  /\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/,
  /^(?:bearer|basic|token|digest|negotiate|aws4-hmac-sha256)\s+\S/i,
]

function looksLikeKey(value: string): boolean {
  return KEY_FORMS.some((form) => form.test(value))
}

/** A long string of letters and digits mixed: not a word, a number, a version or a URL. */
function isDense(value: string): boolean {
  return /^[A-Za-z0-9+/_=.~-]{16,}$/.test(value) && /[A-Za-z]/.test(value) && /\d.*\d/.test(value)
}

const SCHEME = /^([A-Za-z][A-Za-z0-9-]*) +(\S.*)$/

/** A value with the name of the secret in its place; an authentication scheme before it stays. */
export function withoutSecret(
  name: string,
  value: string,
): { readonly shown: string; readonly secret: readonly [name: string, value: string] } {
  const [, scheme, rest] = SCHEME.exec(value) ?? []
  const variable = `$${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`
  return { shown: scheme ? `${scheme} ${variable}` : variable, secret: [variable, rest ?? value] }
}
