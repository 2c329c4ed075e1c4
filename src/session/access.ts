/** How the target is reached: address, model, key and headers, from settings and environment. */

import { UsageError } from '../foundation/usage-error.ts'
import { readVersion } from '../foundation/version.ts'
import { DEFAULT_ACCEPT } from '../wire/curl.ts'
import type { Secrets } from '../wire/redact.ts'
import { baseUrlOf } from './base-url.ts'
import { headerOf } from './header.ts'
import { DEFAULT_KEY_NAME, type Environment, keyIn, keyOf } from './key.ts'

export interface AccessSettings {
  readonly model?: string
  readonly apiKeyEnv?: string
  /** The key itself, from a program: on a command line other users could see it. */
  readonly apiKey?: string
  readonly header?: readonly string[]
  /** Of several targets: the default environment variables belong to one of them at most, so none gets them. */
  readonly isOneOfSeveral?: true
  readonly reference?: true
  readonly dialect?: string
  readonly fault?: readonly string[]
  readonly variant?: readonly string[]
  readonly modelQuality?: 'scripted' | 'random' | 'lucky' | 'wavering'
  /** The field in which the reference server sends reasoning; without it its model does not think. */
  readonly think?: 'reasoning_content' | 'reasoning' | 'reasoning_details'
}

export interface Access {
  /** undefined: the reference server, which is not started yet. */
  readonly baseUrl?: string
  /** undefined: the first one that the target lists. */
  readonly model?: string
  /** Name of the variable that contains the key. */
  readonly keyName: string
  readonly key?: string
  /** Headers of every request, names in lower case; secrets are replaced by their names. */
  readonly headers: Readonly<Record<string, string>>
  readonly secrets: Secrets
}

/** The key that the reference server requires, so that the cases about keys can run. */
const REFERENCE_KEY = 'reference-key'

/**
 * How the target is reached.
 * @param typed the base URL; the environment may name one without it
 * @throws UsageError for an address, key or header that is not valid
 */
export function resolveAccess(typed: string | undefined, settings: AccessSettings, env: Environment): Access {
  const baseUrl = addressOf(typed, settings, env)
  const keyName = settings.apiKeyEnv ?? DEFAULT_KEY_NAME
  const takesDefaults = !settings.reference && !settings.isOneOfSeveral
  const key = settings.reference ? REFERENCE_KEY : keyFor(settings, env, takesDefaults ? DEFAULT_KEY_NAME : undefined)
  const model = settings.model ?? (takesDefaults ? env.OPENAI_MODEL?.trim() : undefined)
  const headers = (settings.header ?? []).map((text) => headerOf(text, env))
  return {
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(model ? { model } : {}),
    keyName,
    ...(key === undefined ? {} : { key }),
    headers: {
      accept: DEFAULT_ACCEPT,
      // The bytes are judged: a compressed response would be one that was not requested.
      'accept-encoding': 'identity',
      'user-agent': `chat-conformance/${readVersion()}`,
      ...(key === undefined ? {} : { authorization: `Bearer $${keyName}` }),
      ...Object.fromEntries(headers.map(({ name, value }) => [name, value])),
    },
    secrets: new Map([
      ...(key === undefined ? [] : [[`$${keyName}`, key] as const]),
      ...headers.flatMap(({ secrets }) => secrets),
    ]),
  }
}

function keyFor(
  { apiKey, apiKeyEnv }: AccessSettings,
  env: Environment,
  fallback: string | undefined,
): string | undefined {
  return apiKey === undefined ? keyIn(env, apiKeyEnv, fallback) : keyOf(apiKey)
}

function addressOf(typed: string | undefined, settings: AccessSettings, env: Environment): string | undefined {
  if (settings.reference) {
    if (typed !== undefined)
      throw new UsageError(`--reference starts its own target; leave out ${JSON.stringify(typed)} or --reference`)
    return undefined
  }
  const misplaced = [
    settings.dialect !== undefined && '--dialect',
    settings.fault && '--fault',
    settings.variant && '--variant',
    settings.modelQuality && '--model-quality',
    settings.think && '--think',
  ].find(Boolean)
  if (misplaced) throw new UsageError(`${misplaced} changes the reference server: add --reference, or leave it out`)
  const address = typed ?? env.OPENAI_BASE_URL?.trim()
  if (address) return baseUrlOf(address)
  throw new UsageError(
    'no target is given: expected its base URL, or OPENAI_BASE_URL\ntry chat-conformance run http://localhost:8000/v1, or chat-conformance run --reference for a demonstration',
  )
}
