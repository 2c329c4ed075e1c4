/** The configuration file: targets, and how they are tested. The command line takes precedence. */
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { UsageError } from '../foundation/usage-error.ts'
import { readYaml } from '../foundation/yaml.ts'
import type { GateOptions } from '../report/baseline.ts'
import { RUN_DEFAULTS } from '../session/settings.ts'
import { countOrShare } from './options.ts'
import type { RunFlags } from './run-flags.ts'
import { chooseTargets } from './targets.ts'

interface Pace {
  readonly concurrency?: number
  readonly perMinute?: number
  readonly attempts?: number
  readonly retries?: number
  /** In seconds. */
  readonly timeout?: number
  readonly connectTimeout?: number
  readonly idleTimeout?: number
}

interface TargetEntry extends Pace {
  readonly url: string
  readonly model?: string
  readonly key?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly profile?: string
  readonly baseline?: string
  readonly insecure?: boolean
  readonly ca?: string
}

interface ConfigEntry extends Pace {
  readonly targets: Readonly<Record<string, TargetEntry>>
  readonly suites?: readonly string[]
  readonly suite?: readonly string[]
  readonly case?: readonly string[]
  readonly rule?: readonly string[]
  readonly repeat?: number
  readonly reporters?: readonly string[]
  readonly comparison?: readonly string[]
  readonly baseline?: string
  readonly failOn?: RunFlags['failOn']
  readonly maxInconclusive?: number | string
}

/** One target with the flags that a command line for it alone would have. */
export interface TargetRun {
  readonly name: string
  readonly url: string
  readonly flags: RunFlags
}

export interface Config {
  readonly runs: readonly TargetRun[]
  /** Where the comparison is written, in addition to standard output. */
  readonly comparison: readonly string[]
}

/**
 * Reads the configuration.
 * @param flags the command line, which takes precedence over the file
 * @throws UsageError with file, line and what was expected
 */
export function readConfig(file: string, flags: Partial<RunFlags>): Config {
  if (!existsSync(file))
    throw new UsageError(`the configuration ${file} does not exist\n\`chat-conformance init\` writes one`)
  const { value, mistakes } = readYaml(file, 'config.json')
  if (mistakes.length) throw new UsageError(mistakes.join('\n'))
  const config = value as ConfigEntry
  const folder = dirname(file)
  const names = chooseTargets(Object.keys(config.targets), flags.target)
  const runs = names.map((name): TargetRun => {
    const entry = config.targets[name] as TargetEntry
    return { name, url: entry.url, flags: { ...RUN_DEFAULTS, ...flagsOf(config, entry, name, folder), ...flags } }
  })
  return { runs, comparison: (config.comparison ?? []).map((text) => inFolder(folder, text)) }
}

/** The settings of the file as the flags of a command line. */
function flagsOf(config: ConfigEntry, entry: TargetEntry, name: string, folder: string): Partial<RunFlags> {
  const fromFolder = (path: string): string => join(folder, path.replaceAll('{target}', name))
  const pace = { ...paceOf(config), ...paceOf(entry) }
  const baseline = entry.baseline ?? config.baseline
  const { profile } = entry
  const isFile = profile !== undefined && /[\\/]|\.ya?ml$/.test(profile)
  return {
    ...pace,
    ...dropUndefined({
      model: entry.model,
      apiKeyEnv: entry.key,
      isOneOfSeveral: true,
      header: entry.headers && Object.entries(entry.headers).map(([header, text]) => `${header}: ${text}`),
      profile: isFile ? fromFolder(profile) : profile,
      insecure: entry.insecure || undefined,
      ca: entry.ca === undefined ? undefined : fromFolder(entry.ca),
      baseline: baseline === undefined ? undefined : fromFolder(baseline),
      suites: config.suites?.map(fromFolder),
      suite: config.suite,
      case: config.case,
      rule: config.rule,
      repeat: config.repeat,
      reporter: config.reporters?.map((text) => inFolder(folder, text)),
      failOn: config.failOn,
      maxInconclusive: limitOf(config.maxInconclusive),
    }),
  }
}

/** `name=file` with a path relative to the folder of the configuration. */
function inFolder(folder: string, text: string): string {
  const [, name, file] = /^([^=]*)=(.*)$/s.exec(text) ?? []
  return name === undefined || !file || file === '-' ? text : `${name}=${join(folder, file)}`
}

function paceOf({
  concurrency,
  perMinute,
  attempts,
  retries,
  timeout,
  connectTimeout,
  idleTimeout,
}: Pace): Partial<RunFlags> {
  const ms = (seconds: number | undefined): number | undefined => seconds && Math.max(1, Math.round(seconds * 1000))
  return dropUndefined({
    concurrency,
    perMinute,
    attempts,
    retries,
    timeout: ms(timeout),
    connectTimeout: ms(connectTimeout),
    idleTimeout: ms(idleTimeout),
  })
}

function limitOf(limit: number | string | undefined): GateOptions['maxInconclusive'] {
  return typeof limit === 'string' ? countOrShare(limit) : limit
}

/** The members that are not undefined. */
function dropUndefined(members: { readonly [K in keyof RunFlags]?: RunFlags[K] | undefined }): Partial<RunFlags> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined))
}
