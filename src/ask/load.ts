/** Reads suites and profiles, and expands matrices into cases. Every mistake in every file is reported at once. */
import { existsSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { readBuilt } from '../foundation/built.ts'
import { asObject } from '../foundation/json.ts'
import { pathMistake } from '../foundation/jsonpath.ts'
import { packageRoot } from '../foundation/paths.ts'
import { misfit, violations } from '../foundation/schemas.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { readYaml, shownPath, type YamlFile } from '../foundation/yaml.ts'
import type {
  Api,
  Audit,
  Case,
  Condition,
  Control,
  EffectSign,
  Expectation,
  Json,
  JsonObject,
  JsonSchema,
  Place,
  Shown,
  Turn,
  Violation,
} from '../model/index.ts'
import { type Apis, apiMistake, apiNamed, DEFAULT_API, endpointOf, mainEndpoint, ownApis } from './apis.ts'
import { fillFixtures, ownFixtures } from './fixtures.ts'
import { interpolate } from './interpolate.ts'
import { owedBy } from './owed.ts'
import { mistakesInCases } from './suite-mistakes.ts'
import { PLAIN_TURN } from './turn.ts'

export { listProfiles, loadProfile, loadProfiles } from './profile.ts'

/** The folder of the suites of the package. */
export const ownSuites = join(packageRoot, 'suites')

/** The folders whose suites are run: those that come along, and the user's. */
export function suiteFolders({ suites = [] }: { readonly suites?: readonly string[] | undefined }): readonly string[] {
  return [ownSuites, ...suites]
}

type SuiteFile = { title: string; api?: string; cases: Record<string, CaseEntry> }
type SignEntry = ExpectationEntry & { turn?: number; chunks?: number }
type Signs = readonly (SignEntry | { same: number[] } | { differ: number[] })[]
type ShownEntry = 'met' | Signs
type OwnAudit = { rules?: readonly string[]; shown?: ShownEntry | undefined; about?: string[] }
type Audits = Record<string, readonly string[] | OwnAudit>
type Variation = Evidence & { control?: ControlEntry; needs?: string[]; send?: JsonObject; with?: JsonObject }
interface Evidence {
  about?: string[]
  shown?: ShownEntry
  ignored?: string[]
  audits?: Audits
}
type ExpectationEntry = Omit<Expectation, 'status'> & { status?: Json }
interface TurnEntry {
  send?: JsonObject
  answer?: Record<string, Json>
  fresh?: boolean
  when?: { readonly [state in 'refused' | 'unmet' | 'met']?: number | readonly number[] } & { readonly shown?: Signs }
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
interface ControlEntry {
  turn?: number
  rule: string
  lost: string
  instead: string
  wordings: JsonObject[]
  form: TurnEntry
  plain: TurnEntry
}
interface CaseEntry extends TurnEntry, Evidence {
  control?: ControlEntry
  title: string
  turns?: TurnEntry[]
  matrix?: Record<string, Record<string, Variation>>
  with?: JsonObject
}

/**
 * The cases of all suite files in the folders, matrices expanded, in the order of files and keys.
 * @param knownRules the rules that `expect.rule` may name, by id; without it they are not looked up
 * @param apis the APIs that suites may test
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
    const suite = basename(file).replace(/\.ya?ml$/, '')
    const twin = names.get(suite)
    if (twin)
      mistakes.push(
        `${shownPath(file)}:1:1 the suite ${suite} is already defined by ${shownPath(twin)}; rename one of the files`,
      )
    names.set(suite, file)
    const read = apis === ownApis ? casesReadBefore(suite, file, knownRules) : undefined
    if (read) {
      cases.push(...read)
      continue
    }
    const [first, before] = [cases.length, mistakes.length]
    const yaml = readYaml(file, 'suite.json')
    mistakes.push(...yaml.mistakes.map((mistake) => mistake.replace(file, () => shownPath(file))))
    const name = asObject(yaml.value)?.api ?? DEFAULT_API
    const unknown = typeof name === 'string' ? apiMistake(name, apis) : undefined
    if (unknown) {
      const { line, column } = yaml.place(['api'])
      mistakes.push(`${shownPath(file)}:${line}:${column} ${unknown}`)
    }
    if (unknown || typeof name !== 'string') continue
    const api = apiNamed(name, apis)
    if (!yaml.mistakes.length)
      for (const [key, entry] of Object.entries((yaml.value as SuiteFile).cases))
        cases.push(...expand({ id: suite, api }, key, entry, yaml, mistakes))
    // A file of the wrong form is checked as far as it can be: all its mistakes are reported together.
    mistakes.push(...mistakesInCases(suite, { yaml, api, rules: knownRules }))
    if (apis === ownApis && dirname(file) === ownSuites && mistakes.length === before)
      ownCases.set(shownPath(file), cases.slice(first))
  }
  if (mistakes.length)
    throw new UsageError(
      `${mistakes.length === 1 ? 'a suite has a mistake' : `the suites have ${mistakes.length} mistakes`}:\n${mistakes.join('\n')}`,
    )
  return cases
}

/**
 * The cases of the package's own suites by the path that messages show. A process may load them many times, for example
 * once for each target, and to read them takes longer than all else before the first request.
 */
const ownCases = new Map<string, readonly Case[]>()

/** The cases of an own suite, if it was read before or at build time, and if all rules that it names are known. */
function casesReadBefore(
  suite: string,
  file: string,
  knownRules: ReadonlyMap<string, unknown> | undefined,
): readonly Case[] | undefined {
  const place = shownPath(file)
  const cases = dirname(file) === ownSuites ? (ownCases.get(place) ?? builtCases(suite, file)) : undefined
  const named = (cases ?? []).flatMap(({ turns, control }) => [
    ...turns.flatMap(({ expect }) => expect.rule ?? []),
    ...(control ? [control.rule] : []),
  ])
  // A rule that is not known is reported at its place in the file.
  if (!cases || (knownRules && named.some((rule) => !knownRules.has(rule)))) return undefined
  ownCases.set(place, cases)
  return cases
}

/** The cases of a suite of the package, if it has been built. The build has checked and expanded them. */
function builtCases(suite: string, file: string): readonly Case[] | undefined {
  if (dirname(file) !== ownSuites) return undefined
  const place = shownPath(file)
  return readBuilt<readonly Case[]>(`suites/${suite}`)?.map((testCase) => ({
    ...testCase,
    place: { ...testCase.place, file: place },
  }))
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
  const start = yaml.place(['cases', key])
  const place: Place = { ...start, file: shownPath(start.file) }
  const written = yaml.written(['cases', key])
  return combinations.map(({ labels, variations }) => {
    const id = [suite, key, ...labels].join('/')
    const values = Object.assign({}, entry.with, ...variations.map((v) => v.with)) as JsonObject
    const say = (message: string): void =>
      void mistakes.push(`${place.file}:${place.line}:${place.column} ${id}: ${message}`)
    const folders = [join(dirname(start.file), 'fixtures'), ownFixtures]
    const fill = <T>(value: T): T => fillFixtures(interpolate(value as Json, values, say), folders, say) as T
    const {
      title,
      turns,
      matrix: _matrix,
      with: _with,
      audits,
      shown,
      ignored,
      about,
      needs,
      send,
      control,
      ...rest
    } = entry
    const ignoring = variations.findLast((v) => v.ignored)?.ignored ?? ignored
    const shared = Object.assign({}, send, ...variations.map((v) => v.send)) as JsonObject
    const all = turns ?? [{}]
    const evidence = variations.findLast((v) => v.shown !== undefined)?.shown ?? shown
    const audited = Object.assign({}, audits, ...variations.map((v) => v.audits)) as Audits
    const controlled = variations.findLast((v) => v.control)?.control ?? control
    const toPaired = (turn: TurnEntry): Turn =>
      toTurn({ ...fill(rest), ...turn, send: { ...fill(shared), ...turn.send } }, api, all.length, say)
    const fillControl = (entry: ControlEntry): ControlEntry => {
      // Of the wordings in a fixture each may name further fixtures.
      const wordings = fillFixtures(fill(entry.wordings) as unknown as Json, folders, say) as unknown as JsonObject[]
      const later = Object.keys(wordings[0] ?? {})
      const filled = fillFixtures(interpolate(entry as unknown as Json, values, say, later), folders, say)
      return { ...(filled as unknown as ControlEntry), wordings }
    }
    const toShownBy = (entry: ShownEntry): Shown => toShown(fill(entry), all.length, say)
    return {
      id,
      suite,
      api: api.name,
      title: fill(title),
      needs: [...new Set([...(needs ?? []), ...variations.flatMap((v) => v.needs ?? [])])],
      // What else it needs, or only with some labels, is the form in which it is tried.
      about: [...new Set([...(about ?? needs?.slice(0, 1) ?? []), ...variations.flatMap((v) => v.about ?? [])])],
      turns: all.map((turn) =>
        toTurn(fill({ ...rest, ...turn, send: { ...shared, ...turn.send } }), api, all.length, say),
      ),
      ...(evidence === undefined ? {} : { shown: toShownBy(evidence) }),
      ...(ignoring ? { ignored: ignoring } : {}),
      ...(controlled ? { control: toControl(fillControl(controlled), all.length, toPaired, say) } : {}),
      audits: Object.fromEntries(
        Object.entries(audited).map(([name, audit]): [string, Audit] => {
          const entry: OwnAudit = Array.isArray(audit) ? { rules: audit, shown: evidence } : (audit as OwnAudit)
          const { rules = [], shown: by, about } = entry
          return [name, { rules, ...(by === undefined ? {} : { shown: toShownBy(by) }), ...(about ? { about } : {}) }]
        }),
      ),
      place,
      yaml: written,
    }
  })
}

function toTurn(entry: TurnEntry, api: Api, turns: number, say: (message: string) => void): Turn {
  const { expect, assume, when, ...rest } = entry
  const turn: Turn = {
    ...PLAIN_TURN,
    path: mainEndpoint(api).path,
    ...rest,
    ...(when ? { when: toCondition(when, turns, say) } : {}),
    expect: toExpectation(expect, say),
    assume: toExpectation(assume, say),
  }
  for (const mistake of wrongIn(turn, api)) say(mistake)
  return turn
}

/** The control with its requests in every wording. Whatever their status, it is no expectation of the case. */
function toControl(
  { turn, rule, lost, instead, wordings, form, plain }: ControlEntry,
  turns: number,
  toPaired: (entry: TurnEntry) => Turn,
  say: (message: string) => void,
): Control {
  if (turn !== undefined && turn > turns) say(`control names turn ${turn}, but the case has only ${turns}`)
  const worded = (entry: TurnEntry, values: JsonObject): Turn => {
    const turn = toPaired(interpolate(entry as unknown as Json, values, say) as unknown as TurnEntry)
    return { ...turn, fresh: true, times: 1, expect: ANY, assume: { status: ['2xx'], ...turn.assume } }
  }
  const pairs = wordings.map((values) => ({ form: worded(form, values), plain: worded(plain, values) }))
  return { turn: turn ?? turns, rule, lost, instead, pairs }
}

const ANY: Expectation = { status: ['2xx', '4xx'] }

function toCondition(
  { shown, ...states }: Exclude<TurnEntry['when'], undefined>,
  turns: number,
  say: (message: string) => void,
): Condition {
  const named = Object.entries(states).map(([state, turns]) => [state, [turns].flat()])
  return { ...Object.fromEntries(named), ...(shown ? { shown: toSigns('when', shown, turns, say) } : {}) }
}

/** What is wrong with a request for which the case expects a success, where the endpoint has a schema for it. */
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

/** What shows an effect. A sign without a turn is about the first one. */
function toShown(shown: ShownEntry, turns: number, say: (message: string) => void): Shown {
  return shown === 'met' ? shown : toSigns('shown', shown, turns, say)
}

function toSigns(key: string, signs: Signs, turns: number, say: (message: string) => void): readonly EffectSign[] {
  return signs.map((sign) => {
    const named = 'same' in sign ? sign.same : 'differ' in sign ? sign.differ : [sign.turn ?? 1]
    const beyond = named.find((turn) => turn > turns)
    if (beyond !== undefined)
      say(`${key} names turn ${beyond}, but the case has ${turns === 1 ? 'one turn' : `${turns} turns`}`)
    if ('same' in sign || 'differ' in sign) return sign
    const { turn = 1, chunks, ...expectation } = sign
    return { turn, ...(chunks === undefined ? {} : { chunks }), ...toExpectation(expectation, say) }
  })
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
    if (mistake) say(`${JSON.stringify(path)} is not a JSONPath: ${mistake}`)
  }
  for (const schema of schemas) {
    try {
      misfit(schema, null)
    } catch (error) {
      say(`${JSON.stringify(schema)} is not a JSON Schema: ${(error as Error).message}`)
    }
  }
  return { ...rest, ...(status === undefined ? {} : { status: [status].flat() as (number | string)[] }) }
}
