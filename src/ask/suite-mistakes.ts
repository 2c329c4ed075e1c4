/** Mistakes that make a case prove less than it says: each has a place in its file, also where the form of the file is wrong. */
import { asList, asObject } from '../foundation/json.ts'
import { didYouMean, nearest } from '../foundation/usage-error.ts'
import { shownPath, type YamlFile } from '../foundation/yaml.ts'
import type { Api } from '../model/index.ts'
import { endpointOf, mainEndpoint } from './apis.ts'

type Path = readonly (string | number)[]

/** What the cases of a file are checked against. */
interface Terms {
  readonly yaml: YamlFile
  readonly api: Api
  /** The rules that may be named; without them names of rules are not looked up. */
  readonly rules: ReadonlyMap<string, unknown> | undefined
}

/** A case, a turn of it, or a variation. */
interface Entry {
  readonly value: Record<string, unknown>
  readonly path: Path
}

/** `file:line:column case: message` for every mistake in the cases of a file. */
export function mistakesInCases(suite: string, terms: Terms): string[] {
  const cases = asObject(asObject(terms.yaml.value)?.cases) ?? {}
  return Object.entries(cases).flatMap(([key, value]) => {
    const whole = asObject(value)
    if (!whole) return []
    const entry: Entry = { value: whole, path: ['cases', key] }
    const turns = asList(whole.turns).flatMap((turn, i) => entryAt(turn, [...entry.path, 'turns', i]))
    const variations = Object.entries(asObject(whole.matrix) ?? {}).flatMap(([axis, labels]) =>
      Object.entries(asObject(labels) ?? {}).flatMap(([label, variation]) =>
        entryAt(variation, [...entry.path, 'matrix', axis, label]),
      ),
    )
    const found = [
      ...[entry, ...turns, ...variations].flatMap((part) => unknownNeeds(part, terms)),
      ...[entry, ...variations].flatMap((part) => unknownControlRule(part, terms)),
      ...[entry, ...turns].flatMap((part) => [...unknownRules(part, terms), ...voidSchemas(part)]),
      ...missingBodies(entry, turns, variations, terms.api),
      ...wrongConditions(turns),
    ]
    return found.map(({ path, key: name, message }) => {
      const { file, line, column } = terms.yaml.place(path, name)
      return `${shownPath(file)}:${line}:${column} ${suite}/${key}: ${message}`
    })
  })
}

interface Mistake {
  readonly path: Path
  /** The key that is wrong, where it is not the last step of the path. */
  readonly key?: string
  readonly message: string
}

function entryAt(value: unknown, path: Path): Entry[] {
  const entry = asObject(value)
  return entry ? [{ value: entry, path }] : []
}

/** Needs that no server could be said to lack or to have. */
function unknownNeeds({ value, path }: Entry, { api }: Terms): Mistake[] {
  const capabilities = Object.keys(api.capabilities)
  return ['needs', 'about'].flatMap((key) => {
    const names = value[key]
    const all =
      typeof names === 'string' ? [[names, []] as const] : asList(names).map((name, i) => [name, [i]] as const)
    return all.flatMap(([name, step]) => {
      if (typeof name !== 'string' || capabilities.includes(name)) return []
      const known = didYouMean(name, capabilities) || `; known are ${capabilities.join(', ')}`
      const message = `the API ${api.name} has no capability ${JSON.stringify(name)}${known}`
      return [{ path: [...path, key, ...step], message }]
    })
  })
}

const PARTS = ['expect', 'assume'] as const

/** A rule that does not exist would never report a finding: an expectation that is not met would be lost. */
function unknownRules({ value, path }: Entry, { rules }: Terms): Mistake[] {
  if (!rules) return []
  return PARTS.flatMap((part) => {
    const rule = asObject(value[part])?.rule
    if (typeof rule !== 'string' || rules.has(rule)) return []
    return [{ path: [...path, part, 'rule'], message: `there is no rule ${rule}${didYouMean(rule, rules.keys())}` }]
  })
}

function unknownControlRule({ value, path }: Entry, { rules }: Terms): Mistake[] {
  const rule = asObject(value.control)?.rule
  if (typeof rule !== 'string' || !rules || rules.has(rule)) return []
  return [{ path: [...path, 'control', 'rule'], message: `there is no rule ${rule}${didYouMean(rule, rules.keys())}` }]
}

/** A validator ignores keywords that it does not know, so every reply fits a schema whose keywords are misspelt. */
function voidSchemas({ value, path }: Entry): Mistake[] {
  return PARTS.flatMap((part) => {
    const { content, fields } = asObject(value[part]) ?? {}
    const members = Object.entries(asObject(fields) ?? {})
    return [
      ...unknownKeywords(content, [...path, part, 'content']),
      ...members.flatMap(([name, schema]) => unknownKeywords(schema, [...path, part, 'fields', name])),
    ]
  })
}

/** Keywords whose value is a schema, a list of schemas, or an object of schemas. */
const ONE =
  'items contains additionalItems additionalProperties unevaluatedItems unevaluatedProperties propertyNames contentSchema not if then else'
const LIST = 'allOf anyOf oneOf prefixItems'
const MAP = 'properties patternProperties dependentSchemas $defs definitions'
const OTHER =
  '$schema $id $ref $anchor $dynamicRef $dynamicAnchor $vocabulary $comment title description default examples deprecated readOnly writeOnly type enum const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems uniqueItems maxContains minContains maxProperties minProperties required dependentRequired dependencies contentEncoding contentMediaType nullable'
const [IS_ONE, IS_LIST, IS_MAP, IS_OTHER] = [ONE, LIST, MAP, OTHER].map((names) => new Set(names.split(' ')))
const KEYWORDS = [ONE, LIST, MAP, OTHER].flatMap((names) => names.split(' '))

function unknownKeywords(schema: unknown, path: Path): Mistake[] {
  return Object.entries(asObject(schema) ?? {}).flatMap(([key, value]): Mistake[] => {
    const at = [...path, key]
    if (IS_ONE?.has(key)) return unknownKeywords(value, at)
    if (IS_LIST?.has(key)) return asList(value).flatMap((item, i) => unknownKeywords(item, [...at, i]))
    if (IS_MAP?.has(key))
      return Object.entries(asObject(value) ?? {}).flatMap(([name, member]) => unknownKeywords(member, [...at, name]))
    return IS_OTHER?.has(key) || key.startsWith('x-') ? [] : [{ path, key, message: describeKeyword(key) }]
  })
}

function describeKeyword(key: string): string {
  if (key === 'format') return 'the keyword "format" of a JSON Schema is not evaluated here: expected a pattern'
  const near = nearest(key, KEYWORDS)[0]
  return `${JSON.stringify(key)} is not a keyword of JSON Schema, so it checks nothing${near ? `; did you mean ${near}?` : ''}`
}

/** A turn that may be left out cannot be a part of a conversation that other turns carry on, and knows only what came before it. */
function wrongConditions(turns: readonly Entry[]): Mistake[] {
  return turns.flatMap(({ value, path }, i): Mistake[] => {
    const when = asObject(value.when)
    if (!when) {
      const isAfter = i > 0 && turns[i - 1]?.value.when !== undefined
      if (!isAfter || value.fresh === true) return []
      return [{ path, message: 'follows a turn with `when`: expected fresh: true, since that turn may not be sent' }]
    }
    const { shown, ...states } = when
    const named = Object.entries(states).flatMap(([state, numbers]) =>
      [numbers].flat().map((turn) => ({ state, turn })),
    )
    const late = named.find(({ turn }) => typeof turn === 'number' && turn > i)
    return [
      ...(value.fresh === true || (when.refused === undefined && when.unmet === undefined)
        ? []
        : [
            {
              path,
              key: 'when',
              message: 'is sent after a turn that no conversation can build on: expected fresh: true',
            },
          ]),
      ...(late
        ? [
            {
              path: [...path, 'when'],
              key: late.state,
              message: `names turn ${late.turn}, but this is turn ${i + 1}: expected an earlier turn`,
            },
          ]
        : []),
    ]
  })
}

/** Requests without a body, to an endpoint that needs one. */
function missingBodies(entry: Entry, turns: readonly Entry[], variations: readonly Entry[], api: Api): Mistake[] {
  if ([entry, ...variations].some(({ value }) => value.send !== undefined)) return []
  return (turns.length || entry.value.turns !== undefined ? turns : [entry]).flatMap(({ value, path }) => {
    const { method = 'POST', path: to = mainEndpoint(api).path, send, raw, answer, omit } = { ...entry.value, ...value }
    if ([send, raw, answer, omit].some((member) => member !== undefined)) return []
    if (typeof method !== 'string' || typeof to !== 'string') return []
    if (endpointOf(api, method, to)?.request === undefined) return []
    return [{ path, message: `sends no body: expected send or raw, since ${method} ${to} needs a body` }]
  })
}
