/** What decides a run, whoever starts it: the command line, a configuration, a test file or a program. */
import type { Part } from '../ask/shard.ts'
import type { AccessSettings } from './access.ts'
import type { GateSettings } from './gate.ts'

/** The profile if the user names none. */
export const DEFAULT_PROFILE = 'compatible'

export interface RunSettings extends AccessSettings, GateSettings {
  readonly profile?: string
  readonly insecure?: true
  readonly ca?: string
  readonly suites?: readonly string[]
  readonly suite?: readonly string[]
  readonly case?: readonly string[]
  readonly rule?: readonly string[]
  readonly serveFixtures?: true
  readonly attempts: number
  readonly concurrency: number
  readonly retries: number
  readonly perMinute?: number
  /** Times in milliseconds. */
  readonly timeout?: number
  readonly connectTimeout?: number
  readonly idleTimeout?: number
  readonly repeat?: number
  readonly shard?: Part
  /** A report with the durations that shards are balanced by. */
  readonly shardTimings?: string
  /** Events of a run that was cut off. */
  readonly resume?: string
}

/** What counts if the user does not decide it. */
export const RUN_DEFAULTS: RunSettings = { attempts: 3, concurrency: 4, retries: 2, failOn: 'must' }
