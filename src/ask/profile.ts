/** Reads profiles, with what they inherit. Every mistake is reported at once, where it stands. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { readBuilt } from '../foundation/built.ts'
import { pathMistake } from '../foundation/jsonpath.ts'
import { packageRoot } from '../foundation/paths.ts'
import { misfit } from '../foundation/schemas.ts'
import { didYouMean, UsageError } from '../foundation/usage-error.ts'
import { readYaml, shown, type YamlFile } from '../foundation/yaml.ts'
import type { Adaptation, Extension, JsonSchema, Limit, Profile, Sign, Tolerance } from '../model/index.ts'
import { type Apis, apiMistake, apiNamed, DEFAULT_API, ownApis } from './apis.ts'

/** The folder of the profiles. */
const profiles = join(packageRoot, 'specs', 'profiles')

interface ProfileFile {
  readonly title: string
  readonly about?: string
  readonly api?: string
  readonly extends?: string
  readonly permissive?: boolean
  readonly promises?: readonly string[]
  readonly lacks?: readonly string[]
  readonly limits?: readonly (Omit<Limit, 'at'> & { readonly at?: string })[]
  readonly adapt?: Partial<Adaptation>
  readonly cumulative?: true
  readonly extensions?: readonly Extension[]
  readonly signs?: readonly Sign[]
  readonly tolerate?: readonly Tolerance[]
}

/** Names of the profiles. */
export function listProfiles(): readonly string[] {
  return readdirSync(profiles)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => name.replace(/\.yaml$/, ''))
    .sort()
}

/** All profiles that come along. */
export function loadProfiles(): readonly Profile[] {
  const done = new Map<string, Profile>()
  return listProfiles().map((name) => inherited(name, named(name), { apis: ownApis, done, below: [] }))
}

/**
 * The profile of that name, with what it inherits.
 * @param name id of a profile that comes along, or the path of a YAML file
 * @param knownRules the rules that may be tolerated, by id; without it they are not looked up
 * @param apis the APIs that it may be a dialect of
 * @throws UsageError if there is none, or with every mistake as `file:line:column message`
 */
export function loadProfile(name: string, knownRules?: ReadonlyMap<string, unknown>, apis: Apis = ownApis): Profile {
  return inherited(name, fileOf(name), { knownRules, apis, done: new Map(), below: [] })
}

interface Reading {
  readonly knownRules?: ReadonlyMap<string, unknown> | undefined
  readonly apis: Apis
  /** The profiles that were read before, by file: many extend the same one. */
  readonly done: Map<string, Profile>
  /** The files of the profiles that extend this one, to see a circle. */
  readonly below: readonly string[]
}

function inherited(name: string, file: string, reading: Reading): Profile {
  const { knownRules, apis, done, below } = reading
  const before = done.get(resolve(file))
  if (before) return before
  const built = apis === ownApis && file === named(name) ? builtProfile(name) : undefined
  if (built) return built
  const yaml = readYaml(file, 'profile.json')
  const own = yaml.value as ProfileFile
  const mistakes = yaml.mistakes.length
    ? yaml.mistakes.map((mistake) => mistake.replace(file, () => shown(file)))
    : [
        ...badBase(own, yaml, below),
        ...unknownApi(own, yaml, apis),
        ...unknownRules(own, yaml, knownRules),
        ...badParts(own, yaml),
        ...unknownNames(own, yaml, apis),
      ]
  if (mistakes.length) throw new UsageError(`the profile ${name} has mistakes:\n${mistakes.join('\n')}`)
  const base = own.extends
    ? inherited(own.extends, baseFile(own.extends, file), { ...reading, below: [...below, resolve(file)] })
    : PLAIN_PROFILE
  const expected = own.permissive !== true
  const profile: Profile = {
    name: basename(name).replace(/\.ya?ml$/, ''),
    title: own.title,
    ...(own.about === undefined ? {} : { about: own.about }),
    api: own.api === undefined ? base.api : apiNamed(own.api, apis),
    promises: unlessNamed(base.promises, own.lacks, own.promises),
    lacks: unlessNamed(base.lacks, own.promises, own.lacks),
    limits: [...base.limits, ...(own.limits ?? []).map((limit) => ({ at: '$', ...limit }))],
    adapt: { ...base.adapt, ...own.adapt },
    ...(own.cumulative || base.cumulative ? { cumulative: true } : {}),
    extensions: [...(own.extensions ?? []), ...base.extensions],
    // What a profile says itself comes before what it inherits: the first that covers a finding gives the reason.
    tolerate: [...(own.tolerate ?? []).map((one) => ({ expected, ...one })), ...base.tolerate],
    signs: own.signs ?? [],
  }
  done.set(resolve(file), profile)
  return profile
}

/** A profile that comes along, if the package has been built: the build has checked it and what it inherits. */
function builtProfile(name: string): Profile | undefined {
  const built = readBuilt<Omit<Profile, 'api'> & { readonly api: string }>(`profiles/${name}`)
  return built && { ...built, api: apiNamed(built.api) }
}

/** What a profile is that says nothing: the contract to the letter. */
export const PLAIN_PROFILE: Omit<Profile, 'name' | 'title'> = {
  api: apiNamed(DEFAULT_API),
  promises: [],
  lacks: [],
  limits: [],
  adapt: { rename: {}, add: {}, parts: {}, query: {} },
  extensions: [],
  tolerate: [],
  signs: [],
}

/** What is inherited, but for what the heir says the opposite of, and what it adds. */
function unlessNamed(
  base: readonly string[],
  opposite: readonly string[] = [],
  own: readonly string[] = [],
): readonly string[] {
  return [...new Set([...base.filter((name) => !opposite.includes(name)), ...own])]
}

function fileOf(name: string): string {
  if (isPath(name)) {
    if (!existsSync(name)) throw new UsageError(noFile(name))
    return name
  }
  const names = listProfiles()
  if (!names.includes(name))
    throw new UsageError(
      `there is no profile ${JSON.stringify(name)}${didYouMean(name, names)}\nprofiles: ${names.join(', ')}\none of your own is named by its path, such as ./${name.replace(/[^\w.-]/g, '') || 'mine'}.yaml`,
    )
  return named(name)
}

/** The file that `extends` means; a path starts where the profile that extends it lies. */
function baseFile(parent: string, file: string): string {
  return isPath(parent) ? resolve(dirname(file), parent) : named(parent)
}

const isPath = (name: string): boolean => /[/\\]|\.ya?ml$/.test(name)

const named = (name: string): string => join(profiles, `${name}.yaml`)

const noFile = (file: string): string => `there is no file ${file} with a profile`

type Say = (path: readonly (string | number)[], message: string) => string

function sayer(yaml: YamlFile): Say {
  return (path, message) => {
    const { file, line, column } = yaml.place(path)
    return `${shown(file)}:${line}:${column} ${message}`
  }
}

/** A base that is not there, or that extends this profile. */
function badBase({ extends: parent }: ProfileFile, yaml: YamlFile, below: readonly string[]): string[] {
  if (parent === undefined) return []
  const say = sayer(yaml)
  const base = baseFile(parent, yaml.file)
  const line = [...below, resolve(yaml.file)]
  if (line.includes(base))
    return [say(['extends'], `extends itself: ${[...line.slice(line.indexOf(base)), base].map(shown).join(' → ')}`)]
  if (isPath(parent)) return existsSync(base) ? [] : [say(['extends'], noFile(shown(base)))]
  const names = listProfiles()
  return names.includes(parent)
    ? []
    : [say(['extends'], `there is no profile ${parent}${didYouMean(parent, names)}; there are ${names.join(', ')}`)]
}

function unknownApi({ api }: ProfileFile, yaml: YamlFile, apis: Apis): string[] {
  const mistake = api === undefined ? undefined : apiMistake(api, apis)
  return mistake ? [sayer(yaml)(['api'], mistake)] : []
}

/** Capabilities and objects that the API does not have. A profile that names no API may extend one of any API. */
function unknownNames(
  { api: name, promises, lacks, extensions, signs }: ProfileFile,
  yaml: YamlFile,
  apis: Apis,
): string[] {
  const all = [...apis.values()].filter((api) => name === undefined || api.name === name)
  const capabilities = all.flatMap((api) => api.capabilities)
  const parts = ['error', ...all.flatMap((api) => api.endpoints.flatMap(({ json, events }) => [json?.as, events?.as]))]
  const known = new Set(parts.filter((part) => part !== undefined))
  const say = sayer(yaml)
  const check = (list: string, path: readonly (string | number)[], value: string, names: Iterable<string>): string[] =>
    [...names].includes(value)
      ? []
      : [
          say(
            path,
            `there is no ${list} ${JSON.stringify(value)}${didYouMean(value, names)}; there are ${[...names].join(', ')}`,
          ),
        ]
  return [
    ...Object.entries({ promises, lacks }).flatMap(([key, list = []]) =>
      list.flatMap((value, i) => check('capability', [key, i], value, new Set(capabilities))),
    ),
    ...(extensions ?? []).flatMap(({ in: holders = [] }, i) =>
      holders.flatMap((value, j) => check('object', ['extensions', i, 'in', j], value, known)),
    ),
    ...(signs ?? []).flatMap(({ on }, i) => check('object', ['signs', i, 'on'], on, known)),
  ]
}

/** A rule that does not exist never speaks: nothing would be tolerated. */
function unknownRules(own: ProfileFile, yaml: YamlFile, known: ReadonlyMap<string, unknown> | undefined): string[] {
  if (!known) return []
  const say = sayer(yaml)
  return (own.tolerate ?? []).flatMap(({ rule }, i) =>
    known.has(rule) ? [] : [say(['tolerate', i, 'rule'], `there is no rule ${rule}${didYouMean(rule, known.keys())}`)],
  )
}

/** Paths and schemas that are none. */
function badParts(own: ProfileFile, yaml: YamlFile): string[] {
  const say = sayer(yaml)
  const parts = (['limits', 'extensions', 'signs'] as const).flatMap((list) =>
    ((own[list] ?? []) as readonly { readonly at?: string; readonly is: JsonSchema }[]).map((one, i) => ({
      path: [list, i],
      ...one,
    })),
  )
  return parts.flatMap(({ path, at, is }) => {
    const found: string[] = []
    const mistake = at?.startsWith('$') ? pathMistake(at) : undefined
    if (mistake) found.push(say([...path, 'at'], `${JSON.stringify(at)} is no JSONPath: ${mistake}`))
    try {
      misfit(is, null)
    } catch (error) {
      found.push(say([...path, 'is'], `is no JSON Schema: ${(error as Error).message}`))
    }
    return found
  })
}
