/** Reads profiles, with what they inherit. All mistakes are reported together, each with its place. */
import { existsSync, readdirSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { readBuilt } from '../foundation/built.ts'
import { pathMistake } from '../foundation/jsonpath.ts'
import { packageRoot } from '../foundation/paths.ts'
import { matches } from '../foundation/patterns.ts'
import { misfit } from '../foundation/schemas.ts'
import { didYouMean, UsageError } from '../foundation/usage-error.ts'
import { readYaml, shownPath, type YamlFile } from '../foundation/yaml.ts'
import type { Adaptation, Extension, JsonSchema, Limit, ModelFree, Profile, Sign, Tolerance } from '../model/index.ts'
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
  readonly modelFree?: ModelFree
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

let ownProfiles: readonly Profile[] | undefined

/** All profiles of the package, read once. */
export function loadProfiles(): readonly Profile[] {
  const done = new Map<string, Profile>()
  ownProfiles ??= listProfiles().map((name) => readProfile(name, profileFile(name), { apis: ownApis, done, below: [] }))
  return ownProfiles
}

/**
 * The profile of that name, with what it inherits.
 * @param name id of a profile of the package, or the path of a YAML file
 * @param knownRules the rules that may be tolerated, by id; without it they are not looked up
 * @param apis the APIs that it may be a dialect of
 * @throws UsageError if there is no such profile, or with every mistake as `file:line:column message`
 */
export function loadProfile(name: string, knownRules?: ReadonlyMap<string, unknown>, apis: Apis = ownApis): Profile {
  return readProfile(name, fileOf(name), { knownRules, apis, done: new Map(), below: [] })
}

interface Reading {
  readonly knownRules?: ReadonlyMap<string, unknown> | undefined
  readonly apis: Apis
  /** The profiles that were read before, by file: many extend the same one. */
  readonly done: Map<string, Profile>
  /** The files of the profiles that extend this one, to see a circle. */
  readonly below: readonly string[]
}

function readProfile(name: string, file: string, reading: Reading): Profile {
  const { knownRules, apis, done, below } = reading
  const before = done.get(resolve(file))
  if (before) return before
  const built = apis === ownApis && file === profileFile(name) ? builtProfile(name) : undefined
  if (built) return built
  const yaml = readYaml(file, 'profile.json')
  const entry = yaml.value as ProfileFile
  const mistakes = yaml.mistakes.length
    ? yaml.mistakes.map((mistake) => mistake.replace(file, () => shownPath(file)))
    : [
        ...badBase(entry, yaml, below),
        ...unknownApi(entry, yaml, apis),
        ...unknownRules(entry, yaml, knownRules),
        ...badParts(entry, yaml),
        ...unknownNames(entry, yaml, apis),
      ]
  if (mistakes.length) throw new UsageError(`the profile ${name} has mistakes:\n${mistakes.join('\n')}`)
  const base = entry.extends
    ? readProfile(entry.extends, baseFile(entry.extends, file), { ...reading, below: [...below, resolve(file)] })
    : PLAIN_PROFILE
  const expected = entry.permissive !== true
  const profile: Profile = {
    name: basename(name).replace(/\.ya?ml$/, ''),
    title: entry.title,
    ...(entry.about === undefined ? {} : { about: entry.about }),
    api: entry.api === undefined ? base.api : apiNamed(entry.api, apis),
    promises: unlessNamed(base.promises, entry.lacks, entry.promises),
    lacks: unlessNamed(base.lacks, entry.promises, entry.lacks),
    limits: [...base.limits, ...(entry.limits ?? []).map((limit) => ({ at: '$', ...limit }))],
    ...inheritModelFree(entry, base),
    adapt: { ...base.adapt, ...entry.adapt },
    ...(entry.cumulative || base.cumulative ? { cumulative: true } : {}),
    extensions: [...(entry.extensions ?? []), ...base.extensions],
    // What a profile says itself comes before what it inherits: the first that covers a finding gives the reason.
    tolerate: [...(entry.tolerate ?? []).map((tolerance) => ({ expected, ...tolerance })), ...base.tolerate],
    signs: entry.signs ?? [],
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
  added: readonly string[] = [],
): readonly string[] {
  return [...new Set([...base.filter((name) => !opposite.includes(name)), ...added])]
}

function inheritModelFree({ modelFree }: ProfileFile, base: Pick<Profile, 'modelFree'>): Pick<Profile, 'modelFree'> {
  const inherited = modelFree ?? base.modelFree
  return inherited ? { modelFree: inherited } : {}
}

function fileOf(name: string): string {
  if (isPath(name)) {
    if (!existsSync(name)) throw new UsageError(describeNoFile(name))
    return name
  }
  const names = listProfiles()
  if (!names.includes(name))
    throw new UsageError(
      `there is no profile ${JSON.stringify(name)}${didYouMean(name, names)}\nprofiles: ${names.join(', ')}\none of your own is named by its path, such as ./${name.replace(/[^\w.-]/g, '') || 'mine'}.yaml`,
    )
  return profileFile(name)
}

/** The file that `extends` means; a path is relative to the folder of the profile that extends it. */
function baseFile(parent: string, file: string): string {
  return isPath(parent) ? resolve(dirname(file), parent) : profileFile(parent)
}

const isPath = (name: string): boolean => /[/\\]|\.ya?ml$/.test(name)

const profileFile = (name: string): string => join(profiles, `${name}.yaml`)

const describeNoFile = (file: string): string => `there is no file ${file} with a profile`

type Say = (path: readonly (string | number)[], message: string) => string

function makeSay(yaml: YamlFile): Say {
  return (path, message) => {
    const { file, line, column } = yaml.place(path)
    return `${shownPath(file)}:${line}:${column} ${message}`
  }
}

/** A base that is not there, or that extends this profile. */
function badBase({ extends: parent }: ProfileFile, yaml: YamlFile, below: readonly string[]): string[] {
  if (parent === undefined) return []
  const say = makeSay(yaml)
  const base = baseFile(parent, yaml.file)
  const line = [...below, resolve(yaml.file)]
  if (line.includes(base))
    return [say(['extends'], `extends itself: ${[...line.slice(line.indexOf(base)), base].map(shownPath).join(' → ')}`)]
  if (isPath(parent)) return existsSync(base) ? [] : [say(['extends'], describeNoFile(shownPath(base)))]
  const names = listProfiles()
  return names.includes(parent)
    ? []
    : [say(['extends'], `there is no profile ${parent}${didYouMean(parent, names)}; there are ${names.join(', ')}`)]
}

function unknownApi({ api }: ProfileFile, yaml: YamlFile, apis: Apis): string[] {
  const mistake = api === undefined ? undefined : apiMistake(api, apis)
  return mistake ? [makeSay(yaml)(['api'], mistake)] : []
}

/** Capabilities and objects that the API does not have. A profile that names no API may extend one of any API. */
function unknownNames(
  { api: name, promises, lacks, modelFree, extensions, signs }: ProfileFile,
  yaml: YamlFile,
  apis: Apis,
): string[] {
  const all = [...apis.values()].filter((api) => name === undefined || api.name === name)
  const capabilities = all.flatMap((api) => Object.keys(api.capabilities))
  const parts = ['error', ...all.flatMap((api) => api.endpoints.flatMap(({ json, events }) => [json?.as, events?.as]))]
  const known = new Set(parts.filter((part) => part !== undefined))
  const say = makeSay(yaml)
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
    ...(modelFree?.capabilities ?? []).flatMap((value, i) =>
      check('capability', ['modelFree', 'capabilities', i], value, new Set(capabilities)),
    ),
    ...(extensions ?? []).flatMap(({ in: holders = [] }, i) =>
      holders.flatMap((value, j) => check('object', ['extensions', i, 'in', j], value, known)),
    ),
    ...(signs ?? []).flatMap(({ on }, i) => check('object', ['signs', i, 'on'], on, known)),
  ]
}

/** A rule that does not exist never reports a finding: nothing would be tolerated, and nothing evaluated. */
function unknownRules(entry: ProfileFile, yaml: YamlFile, known: ReadonlyMap<string, unknown> | undefined): string[] {
  if (!known) return []
  const say = makeSay(yaml)
  return [
    ...(entry.tolerate ?? []).flatMap(({ rule }, i) =>
      known.has(rule)
        ? []
        : [say(['tolerate', i, 'rule'], `there is no rule ${rule}${didYouMean(rule, known.keys())}`)],
    ),
    ...(['rules', 'except'] as const).flatMap((list) =>
      (entry.modelFree?.[list] ?? []).flatMap((pattern, i) =>
        [...known.keys()].some((id) => matches(pattern, id))
          ? []
          : [say(['modelFree', list, i], `no rule matches ${pattern}${didYouMean(pattern, known.keys())}`)],
      ),
    ),
  ]
}

/** Paths and schemas that are none. */
function badParts(entry: ProfileFile, yaml: YamlFile): string[] {
  const say = makeSay(yaml)
  const parts = (['limits', 'extensions', 'signs'] as const).flatMap((list) =>
    ((entry[list] ?? []) as readonly { readonly at?: string; readonly is: JsonSchema }[]).map((part, i) => ({
      path: [list, i],
      ...part,
    })),
  )
  return parts.flatMap(({ path, at, is }) => {
    const mistakes: string[] = []
    const mistake = at?.startsWith('$') ? pathMistake(at) : undefined
    if (mistake) mistakes.push(say([...path, 'at'], `${JSON.stringify(at)} is not a JSONPath: ${mistake}`))
    try {
      misfit(is, null)
    } catch (error) {
      mistakes.push(say([...path, 'is'], `is not a JSON Schema: ${(error as Error).message}`))
    }
    return mistakes
  })
}
