/** The secrets of a request that passes through: they are passed on, and named everywhere else. */
import type { Secrets } from '../wire/redact.ts'
import { holdsSecret, withoutSecret } from '../wire/secret-names.ts'

export interface Unsaid {
  /** Header fields with the names of secrets in the place of their values. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** The path and query, likewise. */
  readonly path: string
  readonly secrets: Secrets
}

/** Takes the secrets out of the head of a request. */
export function secretsOf(headers: readonly (readonly [name: string, value: string])[], path: string): Unsaid {
  const secrets = new Map<string, string>()
  /** Two of the same name must not hide each other. */
  const keep = ([stand, value]: readonly [string, string]): string => {
    let name = stand
    for (let i = 2; secrets.has(name) && secrets.get(name) !== value; i++) name = `${stand}_${i}`
    secrets.set(name, value)
    return name
  }
  const shown = headers.map(([name, value]) => {
    if (!holdsSecret(name, value)) return [name, value] as const
    const { shown: text, secret } = withoutSecret(name, value)
    const [stand] = secret
    const kept = keep(secret)
    for (const part of partsOf(name, secret[1])) keep([stand, part])
    return [name, text.replace(stand, () => kept)] as const
  })
  return { headers: shown, path: withoutKeys(path, keep), secrets }
}

/** What of a secret is one by itself: the values of cookies, the password of a user. */
function partsOf(name: string, value: string): string[] {
  const cookies =
    name === 'cookie' ? value.split(';').map((cookie) => cookie.slice(cookie.indexOf('=') + 1).trim()) : []
  const [, password = ''] = /^[^:]*:(.*)$/s.exec(Buffer.from(value, 'base64').toString('latin1')) ?? []
  const readable = /^[\u0020-\u007e]+$/.test(password) ? [password] : []
  return [...cookies, ...readable].filter((part) => part.length >= LEAST)
}

/** Shorter ones are flags and counters. */
const LEAST = 8

function withoutKeys(path: string, keep: (secret: readonly [string, string]) => string): string {
  const [before, ...query] = path.split('?')
  if (!query.length) return path
  const parts = query
    .join('?')
    .split('&')
    .map((part) => {
      const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(part) ?? []
      const plain = decode(value)
      if (!value || !holdsSecret(name, plain)) return part
      const { secret } = withoutSecret(name, plain)
      if (plain !== value) keep(secret.with(1, value) as [string, string])
      return `${name}=${keep(secret)}`
    })
  return `${before}?${parts.join('&')}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

/** A line of the reply that hands a secret to the client, with its name in the place of the value. */
export function withoutCookie([name, value]: readonly [string, string]): readonly [string, string] {
  return name === 'set-cookie' ? [name, value.replace(/=[^;]*/, '=$SET_COOKIE')] : [name, value]
}
