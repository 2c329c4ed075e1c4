/** What a program or a test file says of a run: the options of the command line, without its dashes. */
import type { GateOptions } from '../report/baseline.ts'
import type { Environment } from './key.ts'
import { prepare, type Session } from './prepare.ts'
import { RUN_DEFAULTS, type RunSettings } from './settings.ts'

export interface RunOptions {
  /** The address before /chat/completions. */
  readonly baseUrl: string
  /** Model to ask for; by default the first of /models. */
  readonly model?: string
  /** The key. It never gets into a message. */
  readonly apiKey?: string
  /** Variables that `apiKeyEnv` and `headers` refer to, such as `process.env`; none by default. */
  readonly env?: Environment
  /** Environment variable that holds the key. None is read without it. */
  readonly apiKeyEnv?: string
  /** Sent with every request. `$NAME` in a value stands for an environment variable. */
  readonly headers?: Readonly<Record<string, string>>
  /** Name or file of the dialect: what the target promises and what is tolerated; `compatible` by default. */
  readonly profile?: string
  /** Folders with suites of your own. */
  readonly suites?: readonly string[]
  /** Only these suites; `*` and `**` match. */
  readonly suite?: readonly string[]
  /** Only these cases. */
  readonly case?: readonly string[]
  /** Only these rules are asked. */
  readonly rule?: readonly string[]
  /** Serves pictures on loopback for cases that send them by address. */
  readonly serveFixtures?: boolean
  /** Tries of a case until the model does what it assumes; 3 by default. */
  readonly attempts?: number
  /** Cases at the same time, where `maxConcurrency` of vitest allows so many; 4 by default. */
  readonly concurrency?: number
  /** Further tries after a failed connection, 408, 429 or 5xx; 2 by default. */
  readonly retries?: number
  /** Most requests in a minute. */
  readonly perMinute?: number
  /** Longest time for one exchange, in seconds; 120 by default. */
  readonly timeout?: number
  /** Accepts any TLS certificate. */
  readonly insecure?: boolean
  /** File with certificate authorities to trust. */
  readonly ca?: string
  /** Findings that make a test fail: `must` by default. */
  readonly failOn?: RunSettings['failOn']
  /** File with findings that are known: they make no test fail, but new ones do, and known ones that are gone. */
  readonly baseline?: string
  /** Most inconclusive cases: a number, or a share of all. */
  readonly maxInconclusive?: GateOptions['maxInconclusive']
}

/** The settings that these options stand for. */
export function settingsOf({
  baseUrl: _,
  env: __,
  headers,
  serveFixtures,
  insecure,
  timeout,
  ...same
}: RunOptions): RunSettings {
  return {
    ...RUN_DEFAULTS,
    ...same,
    // A test file may have several targets: a key of the environment goes to none that does not name it.
    isOneOfSeveral: true,
    ...(headers ? { header: Object.entries(headers).map(([name, value]) => `${name}: ${value}`) } : {}),
    ...(serveFixtures ? { serveFixtures } : {}),
    ...(insecure ? { insecure } : {}),
    ...(timeout === undefined ? {} : { timeout: Math.max(1, Math.round(timeout * 1000)) }),
  }
}

/**
 * Prepares a run for a program: `execute` runs it.
 * @throws UsageError for a mistake in the options, suites, profile and whatever else they name
 */
export function prepareRun(options: RunOptions): Promise<Session> {
  return prepare(options.baseUrl, settingsOf(options), options.env ? { env: options.env } : {})
}
