/** The folder is the registry: rules and reporters are found by their file names. */
import { existsSync, readdirSync } from 'node:fs'
import { isAbsolute, join, resolve as resolvePath } from 'node:path'
import { pathToFileURL } from 'node:url'
import { readBuilt } from '../foundation/built.ts'
import { codeExtension, codeRoot, listApis } from '../foundation/paths.ts'
import { didYouMean, UsageError } from '../foundation/usage-error.ts'
import type { ComparisonFormat, DifferenceFormat, ReporterFactory, Rule } from '../model/index.ts'

/** All rules by id, in alphabetical order. */
export async function loadRules(): Promise<ReadonlyMap<string, Rule>> {
  const folders = ruleFolders()
  const rules = await Promise.all(
    [...folders].map(async ([id, folder]): Promise<[string, Rule]> => {
      const rule = await load<Rule>(folder, id)
      const api = apiOf(folder)
      return [id, api === undefined ? rule : { ...rule, api }]
    }),
  )
  return new Map(rules)
}

/** The API that the rules of a folder are about; undefined for those of any API. */
function apiOf(folder: string): string | undefined {
  const [, parent, api] = folder.replaceAll('\\', '/').split('/')
  return parent === 'apis' ? api : undefined
}

/** The folder of each rule, from the root of the code, by id in alphabetical order. */
export function ruleFolders(): ReadonlyMap<string, string> {
  const built = readBuilt<Readonly<Record<string, string>>>('rules')
  if (built) return new Map(Object.entries(built))
  const ofApis = listApis().map((api) => join('specs', 'apis', api, 'rules'))
  const folders = [join('specs', 'rules'), ...ofApis].filter((folder) => existsSync(join(codeRoot, folder)))
  const all = folders.flatMap((folder) => modules(join(codeRoot, folder)).map((id) => [id, folder] as const))
  return new Map(all.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Names of the reporters. */
export function listReporters(): readonly string[] {
  // Those in the folders below are for comparisons and differences, not for runs.
  return modules(join(codeRoot, 'reporters')).filter((name) => !name.includes('/'))
}

/**
 * The reporter of that name: one of ours, a file, or a package.
 * @param folder where paths begin and packages are looked for; by default the working directory
 * @throws UsageError if there is no such reporter, or if it is not one
 */
export async function loadReporter(name: string, folder = '.'): Promise<ReporterFactory> {
  if (listReporters().includes(name)) return load('reporters', name)
  return reporterAt(await addressOf(name, folder), name)
}

async function addressOf(name: string, folder: string): Promise<string> {
  if (/^\.{0,2}[\\/]|\.[cm]?[jt]s$/.test(name) || isAbsolute(name)) {
    const file = resolvePath(folder, name)
    if (!existsSync(file)) throw new UsageError(`cannot read the reporter ${name}: it does not exist`)
    return pathToFileURL(file).href
  }
  const { resolve: resolvePackage } = await import('import-meta-resolve')
  try {
    return resolvePackage(name, pathToFileURL(join(folder, 'any.js')).href)
  } catch {
    const names = listReporters()
    throw new UsageError(
      `there is no reporter ${JSON.stringify(name)}${didYouMean(name, names)}\nreporters: ${names.join(', ')}; a file such as ./my-reporter.js; or an installed package`,
    )
  }
}

/** A mistake in a reporter of the user is reported like one in their other files: where it is, and what was expected. */
async function reporterAt(address: string, name: string): Promise<ReporterFactory> {
  const module = await import(address).catch((error: unknown) => {
    throw new UsageError(`cannot load the reporter ${name}: ${error instanceof Error ? error.message : String(error)}`)
  })
  const factory: unknown = (module as { default?: unknown }).default
  if (typeof factory === 'function') return factory as ReporterFactory
  throw new UsageError(
    `${name} is not a reporter: its default export is ${factory === undefined ? 'missing' : `of type ${typeof factory}`}\nexpected a function of the context that returns a function from events to text: see docs/reporters.md`,
  )
}

/**
 * The output format of that name for comparisons.
 * @throws UsageError if there is none
 */
export function loadComparison(name: string): Promise<ComparisonFormat> {
  return loadForm('comparison', name)
}

/**
 * The output format of that name for the difference of two reports.
 * @throws UsageError if there is none
 */
export function loadDifference(name: string): Promise<DifferenceFormat> {
  return loadForm('difference', name)
}

async function loadForm<T>(kind: string, name: string): Promise<T> {
  const folder = join('reporters', kind)
  const names = modules(join(codeRoot, folder))
  if (!names.includes(name))
    throw new UsageError(
      `unknown output format ${JSON.stringify(name)} for a ${kind}${didYouMean(name, names)}\navailable: ${names.join(', ')}`,
    )
  return load(folder, name)
}

/** Modules below a folder by path without extension. A leading underscore marks what only its neighbours use. */
function modules(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(ts|js)$/.test(path) && !path.endsWith('.d.ts') && !/(^|\/)_/.test(path))
    .map((path) => path.replace(/\.(ts|js)$/, ''))
    .sort()
}

async function load<T>(folder: string, name: string): Promise<T> {
  const url = pathToFileURL(join(codeRoot, folder, name + codeExtension)).href
  return ((await import(url)) as { default: T }).default
}
