/** The options of a run for programs and test files. They are those of the command line, without dashes. */
import type { GateOptions } from '../report/baseline.ts'
import type { Environment } from './key.ts'
import { prepare, type Session } from './prepare.ts'
import { RUN_DEFAULTS, type RunSettings } from './settings.ts'

export interface RunOptions {
  /** The address before /chat/completions. */
  readonly baseUrl: string
  /** Model to request; by default the first one that /models lists. */
  readonly model?: string
  /** The key. No message or report contains it. */
  readonly apiKey?: string
  /** Variables that `apiKeyEnv` and `headers` refer to, such as `process.env`; none by default. */
  readonly env?: Environment
  /** Environment variable that contains the key. Without it, none is read. */
  readonly apiKeyEnv?: string
  /** Sent with every request. `$NAME` in a value inserts an environment variable. */
  readonly headers?: Readonly<Record<string, string>>
  /** Name or file of the profile; `compatible` by default. */
  readonly profile?: string
  /** Folders with your own suites. */
  readonly suites?: readonly string[]
  /** Run only these suites; `*` and `**` are wildcards. */
  readonly suite?: readonly string[]
  /** Run only these cases. */
  readonly case?: readonly string[]
  /** Evaluate only these rules. */
  readonly rule?: readonly string[]
  /** Serve images on loopback for cases that send them by URL. */
  readonly serveFixtures?: boolean
  /** Attempts at a case until the model does what the case needs; 3 by default. */
  readonly attempts?: number
  /** Cases that run at the same time; 4 by default. In vitest at most its `maxConcurrency`. */
  readonly concurrency?: number
  /** Retries after a failed connection, 408, 429 or 5xx; 2 by default. */
  readonly retries?: number
  /** Maximum number of requests per minute. */
  readonly perMinute?: number
  /** Time limit for one exchange, in seconds; 120 by default. */
  readonly timeout?: number
  /** Accept any TLS certificate. */
  readonly insecure?: boolean
  /** File with certificate authorities to trust. */
  readonly ca?: string
  /** Lowest level of findings that fail a test of vitest; `must` by default. */
  readonly failOn?: RunSettings['failOn']
  /** File of known defects: their findings fail no test of vitest, but new findings do, and known ones that no longer occur. */
  readonly baseline?: string
  /** Maximum number of inconclusive cases, or their share of all cases, for tests of vitest. */
  readonly maxInconclusive?: GateOptions['maxInconclusive']
}

/** The settings of a run with these options. */
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
    // A test file may have several targets: a key from the environment is only sent to a target that names it.
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
export async function prepareRun(options: RunOptions): Promise<Session> {
  const session = await prepare(options.baseUrl, settingsOf(options), options.env ? { env: options.env } : {})
  // A program may look at the rules before it executes the run.
  await session.loadRules()
  return session
}
