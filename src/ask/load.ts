/** Reads suites and profiles, and expands matrices into cases. Every mistake in every file is reported at once. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { asObject } from '../foundation/json.ts'
import { pathMistake } from '../foundation/jsonpath.ts'
import { packageRoot } from '../foundation/paths.ts'
import { misfit, violations } from '../foundation/schemas.ts'
import { didYouMean, UsageError } from '../foundation/usage-error.ts'
import { readYaml, shown, type YamlFile } from '../foundation/yaml.ts'
import type { Api, Case, Expectation, Json, JsonObject, JsonSchema, Place, Turn, Violation } from '../model/index.ts'
import { type Apis, apiMistake, apiNamed, DEFAULT_API, endpointOf, mainEndpoint, ownApis } from './apis.ts'
import { fillFixtures, ownFixtures } from './fixtures.ts'
import { owedBy } from './owed.ts'
import { PLAIN_TURN } from './turn.ts'

export { listProfiles, loadProfile, loadProfiles } from './profile.ts'

/** The folder of the suites that come along. */
export const ownSuites = join(packageRoot, 'suites')

/** The folders whose suites are run: those that come along, and the user's. */
export function suiteFolders({ suites = [] }: { readonly suites?: readonly string[] | undefined }): readonly string[] {
  return [ownSuites, ...suites]
}

type SuiteFile = { title: string; api?: string; cases: Record<string, CaseEntry> }
type Variation = { needs?: string[]; send?: JsonObject; with?: JsonObject; audits?: Case['audits'] }
type ExpectationEntry = Omit<Expectation, 'status'> & { status?: Json }
interface TurnEntry {
  send?: JsonObject
  answer?: Record<string, Json>
  fresh?: boolean
  raw?: string
  omit?: string[]
  method?: string
  path?: string
  headers?: Record<string, string | null>
  times?: number
  hangUp?: boolean
  needs?: string[]
  expect?: ExpectationEntry
  assume?: ExpectationEntry
}
interface CaseEntry extends TurnEntry {
  title: string
  turns?: TurnEntry[]
  matrix?: Record<string, Record<string, Variation>>
  with?: JsonObject
  audits?: Case['audits']
}

/**
 * The cases of all suite files in the folders, matrices expanded, in the order of files and keys.
 * @param knownRules the rules that `expect.rule` may name, by id; without it they are not looked up
 * @param apis the APIs that suites may ask
 * @throws UsageError with every mistake as `file:line:column message`
 */
export function loadSuites(
  folders: readonly string[] = [ownSuites],
  knownRules?: ReadonlyMap<string, unknown>,
  apis: Apis = ownApis,
): readonly Case[] {
  const files = folders.flatMap(suiteFiles)
  const mistakes: string[] = []
  const cases: Case[] = []
  const names = new Map<string, string>()
  for (const file of files) {
    const yaml = readYaml(file, 'suite.json')
    const suite = basename(file).replace(/\.ya?ml$/, '')
    const twin = names.get(suite)
    if (twin)
      mistakes.push(
        `${shown(file)}:1:1 the suite ${suite} is already defined by ${shown(twin)}; rename one of the files`,
      )
    names.set(suite, file)
    mistakes.push(...yaml.mistakes.map((mistake) => mistake.replace(file, () => shown(file))))
    if (yaml.mistakes.length) continue
    const { api: name = DEFAULT_API, cases: entries } = yaml.value as SuiteFile
    const unknown = apiMistake(name, apis)
    if (unknown) {
      const { line, column } = yaml.place(['api'])
      mistakes.push(`${shown(file)}:${line}:${column} ${unknown}`)
      continue
    }
    const api = apiNamed(name, apis)
    for (const [key, entry] of Object.entries(entries)) {
      cases.push(...expand({ id: suite, api }, key, entry, yaml, mistakes))
      mistakes.push(...unknownNeeds(`${suite}/${key}`, ['cases', key], entry, yaml, api))
      if (knownRules) mistakes.push(...unknownRules(`${suite}/${key}`, ['cases', key], entry, yaml, knownRules))
    }
  }
  if (mistakes.length)
    throw new UsageError(
      `${mistakes.length === 1 ? 'a suite has a mistake' : `the suites have ${mistakes.length} mistakes`}:\n${mistakes.join('\n')}`,
    )
  return cases
}

function suiteFiles(folder: string): string[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new UsageError(`there is no folder ${folder} with suites`)
  const files = readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
  if (!files.length) throw new UsageError(`the folder ${folder} holds no suite: expected files named <suite>.yaml`)
  return files.map((name) => join(folder, name))
}

/** A rule that does not exist would never speak, and what the case expects would go unheard. */
function unknownRules(
  id: string,
  path: readonly (string | number)[],
  entry: Pick<CaseEntry, 'expect' | 'assume' | 'turns'>,
  yaml: YamlFile,
  known: ReadonlyMap<string, unknown>,
): string[] {
  const own = (['expect', 'assume'] as const).flatMap((part) => {
    const rule = entry[part]?.rule
    if (rule === undefined || known.has(rule)) return []
    const { file, line, column } = yaml.place([...path, part, 'rule'])
    return `${shown(file)}:${line}:${column} ${id}: there is no rule ${rule}${didYouMean(rule, known.keys())}`
  })
  const turns = entry.turns ?? []
  return [...own, ...turns.flatMap((turn, i) => unknownRules(id, [...path, 'turns', i], turn, yaml, known))]
}

/** Needs that no server could be said to lack or to have. */
function unknownNeeds(
  id: string,
  path: readonly (string | number)[],
  entry: Pick<CaseEntry, 'needs' | 'turns' | 'matrix'>,
  yaml: YamlFile,
  api: Api,
): string[] {
  const own = (entry.needs ?? []).flatMap((need, i) => {
    if (api.capabilities.includes(need)) return []
    const { file, line, column } = yaml.place([...path, 'needs', i])
    const known = didYouMean(need, api.capabilities) || `; known are ${api.capabilities.join(', ')}`
    return `${shown(file)}:${line}:${column} ${id}: the API ${api.name} has no capability ${JSON.stringify(need)}${known}`
  })
  const turns = (entry.turns ?? []).map((turn, i) => [['turns', i], turn] as const)
  const variations = Object.entries(entry.matrix ?? {}).flatMap(([axis, labels]) =>
    Object.entries(labels).map(([label, variation]) => [['matrix', axis, label], variation] as const),
  )
  const parts = [...turns, ...variations]
  return [...own, ...parts.flatMap(([steps, part]) => unknownNeeds(id, [...path, ...steps], part, yaml, api))]
}

interface Combination {
  readonly labels: readonly string[]
  readonly variations: readonly Variation[]
}

interface Suite {
  readonly id: string
  readonly api: Api
}

function expand({ id: suite, api }: Suite, key: string, entry: CaseEntry, yaml: YamlFile, mistakes: string[]): Case[] {
  let combinations: Combination[] = [{ labels: [], variations: [] }]
  for (const axis of Object.values(entry.matrix ?? {}))
    combinations = combinations.flatMap(({ labels, variations }) =>
      Object.entries(axis).map(([label, variation]) => ({
        labels: [...labels, label],
        variations: [...variations, variation ?? {}],
      })),
    )
  const found = yaml.place(['cases', key])
  const place: Place = { ...found, file: shown(found.file) }
  const written = yaml.written(['cases', key])
  return combinations.map(({ labels, variations }) => {
    const id = [suite, key, ...labels].join('/')
    const values = Object.assign({}, entry.with, ...variations.map((v) => v.with)) as JsonObject
    const say = (message: string): void =>
      void mistakes.push(`${place.file}:${place.line}:${place.column} ${id}: ${message}`)
    const folders = [join(dirname(found.file), 'fixtures'), ownFixtures]
    const fill = <T>(value: T): T => fillFixtures(interpolate(value as Json, values, say), folders, say) as T
    const { title, turns, matrix: _matrix, with: _with, audits, needs, send, ...own } = entry
    const shared = Object.assign({}, send, ...variations.map((v) => v.send)) as JsonObject
    return {
      id,
      suite,
      api: api.name,
      title: fill(title),
      needs: [...new Set([...(needs ?? []), ...variations.flatMap((v) => v.needs ?? [])])],
      turns: (turns ?? [{}]).map((turn) =>
        toTurn(fill({ ...own, ...turn, send: { ...shared, ...turn.send } }), api, say),
      ),
      audits: Object.assign({}, audits, ...variations.map((v) => v.audits)) as Case['audits'],
      place,
      yaml: written,
    }
  })
}

function toTurn(entry: TurnEntry, api: Api, say: (message: string) => void): Turn {
  const { expect, assume, ...own } = entry
  const turn: Turn = {
    ...PLAIN_TURN,
    path: mainEndpoint(api).path,
    ...own,
    expect: toExpectation(expect, say),
    assume: toExpectation(assume, say),
  }
  for (const mistake of wrongIn(turn, api)) say(mistake)
  return turn
}

/** Why a request that is owed a success deserves none: what it lacks or has wrong, where the endpoint has a schema for it. */
function wrongIn({ method, path, send, omit, raw, expect }: Turn, api: Api): string[] {
  const { request: schema, adds = {} } = endpointOf(api, method, path) ?? {}
  if (schema === undefined || raw !== undefined || owedBy(expect) !== 'success') return []
  const added = adds.model === undefined ? {} : { [adds.model]: 'any' }
  const body = Object.fromEntries(Object.entries({ ...added, ...send }).filter(([name]) => !omit.includes(name)))
  // What was said before is put in when the turn is sent.
  const isLater = ({ at, got }: Violation): boolean => at === `/${adds.conversation}` && got === undefined
  return violations(schema, body)
    .filter((violation) => !isLater(violation))
    .map(({ at, message }) => `a success is expected, but ${at || 'the body'} ${message}`)
}

function toExpectation(entry: ExpectationEntry | undefined, say: (message: string) => void): Expectation {
  if (!entry) return {}
  const { status, ...rest } = entry
  const schemas: JsonSchema[] = [
    ...(rest.content === undefined ? [] : [rest.content]),
    ...Object.values(rest.fields ?? {}),
  ]
  for (const path of Object.keys(rest.fields ?? {})) {
    const mistake = pathMistake(path)
    if (mistake) say(`${JSON.stringify(path)} is no JSONPath: ${mistake}`)
  }
  for (const schema of schemas) {
    try {
      misfit(schema, null)
    } catch (error) {
      say(`${JSON.stringify(schema)} is no JSON Schema: ${(error as Error).message}`)
    }
  }
  return { ...rest, ...(status === undefined ? {} : { status: [status].flat() as (number | string)[] }) }
}

/** Puts `with` values in the place of {{name}}. {{model}}, {{fixtures}} and {{number}} are left for the request: only the run knows them. */
function interpolate(value: Json, values: JsonObject, say: (message: string) => void): Json {
  if (typeof value === 'string') {
    const whole = /^\{\{([a-z][A-Za-z0-9]*)\}\}$/.exec(value)?.[1]
    if (whole && Object.hasOwn(values, whole)) return values[whole] as Json
    return value.replace(/\{\{([a-z][A-Za-z0-9]*)\}\}/g, (all, name: string) => {
      if (name === 'model' || name === 'fixtures' || name === 'number') return all
      const found = Object.hasOwn(values, name) ? values[name] : undefined
      if (found === undefined)
        say(`{{${name}}} has no value; \`with\` gives ${Object.keys(values).join(', ') || 'none'}`)
      return typeof found === 'string' ? found : JSON.stringify(found ?? null)
    })
  }
  if (Array.isArray(value)) return value.map((item: Json) => interpolate(item, values, say))
  const members = asObject(value) as JsonObject | undefined
  if (!members) return value
  return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, interpolate(member, values, say)]))
}
