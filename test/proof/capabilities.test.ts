/**
 * What reports say of capabilities and parameters: on the reference server, on servers that read no parameter, and on every
 * fault about a capability or a parameter.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import pairs from '../../server/faults/pairs.ts'
import { listFaults } from '../../server/index.ts'
import type { Body, Twist } from '../../server/twist.ts'
import { ownApis } from '../../src/ask/apis.ts'
import { loadRules } from '../../src/ask/registry.ts'
import { matches } from '../../src/foundation/patterns.ts'
import type { Verdict } from '../../src/model/index.ts'
import { contradictionsIn } from '../support/contradictions.ts'
import { reachOf } from '../support/faults.ts'
import { LONGEST_MS, prove, readRecording } from '../support/proof.ts'
import { CHAT } from '../support/seen.ts'
import { cases, readClean, type Tables, tablesOf, telling } from '../support/tables.ts'

const GROUPS = CHAT.capabilities

/** Names by what the tables say of them. */
function namesBy(
  rows: readonly (readonly [name: string, said: string])[],
): Readonly<Record<string, readonly string[]>> {
  const said = [...new Set(rows.map(([, said]) => said))].sort()
  return Object.fromEntries(said.map((one) => [one, rows.filter((row) => row[1] === one).map(([name]) => name)]))
}
const parametersBy = ({ parameters }: Tables) => namesBy(parameters.map(({ name, verdict }) => [name, verdict]))
const capabilitiesBy = ({ capabilities }: Tables) => namesBy(capabilities.map(({ name, status }) => [name, status]))

/** The members of a request that are not parameters: without them it is another request. */
const REQUEST = ['model', 'messages']

/** Reads nothing of a request but the messages, and what has to be there for the reply to have the requested form. */
function readNothing(...but: readonly string[]): Twist {
  return {
    says: 'No parameter has an effect.',
    request: (body: Body) => {
      for (const name of Object.keys(body)) if (![...REQUEST, ...but].includes(name)) delete body[name]
    },
  }
}

let clean: readonly Verdict[] = []
beforeAll(async () => {
  await readRecording()
  clean = await readClean()
}, LONGEST_MS)

describe('the rules that', () => {
  it.each<readonly [string, readonly string[]]>([
    [
      'say that a parameter is ignored',
      cases.flatMap(({ audits }) => Object.values(audits).flatMap((audit) => audit.rules)),
    ],
    ['say that something else is ignored', cases.flatMap(({ ignored = [] }) => ignored)],
    ['are about a capability', [...ownApis.values()].flatMap(({ capabilities }) => Object.values(capabilities).flat())],
  ])('%s exist', async (_, patterns) => {
    const ids = [...(await loadRules()).keys()]
    expect([...new Set(patterns)].filter((pattern) => !ids.some((id) => matches(pattern, id)))).toEqual([])
  })
})

describe('on the reference server', () => {
  it('every capability works, but for those without a visible effect', () => {
    const { works, ...others } = capabilitiesBy(tablesOf(clean))
    // Fixtures are not served here, and the model does not think.
    expect(others).toEqual({ 'not shown': ['image-url', 'reasoning', 'store'] })
  })

  it('every parameter with a visible effect is honoured, and no other', () => {
    expect(parametersBy(tablesOf(clean))).toMatchSnapshot()
  })
})

describe('on a server that reads no parameter', { timeout: LONGEST_MS }, () => {
  it.each(['scripted', 'random'] as const)('none is honoured: %s model', async (quality) => {
    const proof = await prove({ twists: [readNothing('stream')], quality }, { only: telling, verdictsOnly: true })
    const tables = tablesOf(proof.report.cases)
    expect(parametersBy(tables).honoured).toEqual(['stream'])
    expect(contradictionsIn(tables, cases, GROUPS)).toEqual([])
    // What a random model says is chance.
    if (quality === 'scripted') expect(capabilitiesBy(tables)).toMatchSnapshot()
  })
})

it('of a model that answers at random, what it does to parameters is seen nevertheless', {
  timeout: LONGEST_MS,
}, async () => {
  const tables = tablesOf((await prove({ quality: 'random' }, { only: telling, verdictsOnly: true })).report.cases)
  expect(contradictionsIn(tables, cases, GROUPS)).toEqual([])
  const { honoured, ignored, refused } = parametersBy(tables)
  expect({ ignored, refused }).toEqual({})
  // No stop sequence ends a text in which it could not occur. How long the texts are is chance.
  const certain = [
    'functions',
    'logprobs',
    'n',
    'response_format',
    'seed',
    'temperature',
    'tool_choice',
    'top_logprobs',
  ]
  expect(honoured).toEqual(expect.arrayContaining(certain))
  expect(honoured).not.toContain('stop')
})

/** Rules that decide whether a parameter was ignored. */
const ignoring = new Set(cases.flatMap(({ audits }) => Object.values(audits).flatMap(({ rules }) => rules)))
const isOfCapability = (rule: string) =>
  Object.values(GROUPS)
    .flat()
    .some((pattern) => matches(pattern, rule))
/** A fault in a pair of features only leaves what each does by itself as it is: the tables are about that. */
const inPairs = new Set(Object.keys(pairs))

/**
 * The first fault of each rule that decides about a parameter, and of every third other rule about a capability. The matrix
 * shows that the tables of no fault contradict each other.
 */
const first = (await listFaults())
  .filter(({ id }) => !inPairs.has(id))
  .filter(({ breaks, dialect }, i, all) => !dialect && all.findIndex((other) => other.breaks === breaks) === i)
const faults = [
  ...first.filter(({ breaks }) => ignoring.has(breaks)),
  ...first.filter(({ breaks }) => !ignoring.has(breaks) && isOfCapability(breaks)).filter((_, i) => i % 3 === 0),
]

it('the tables say what is wrong with a fault, and of nothing else', { timeout: LONGEST_MS }, async () => {
  const lines: string[] = []
  for (const fault of faults) {
    const { only, ...manner } = await reachOf(fault)
    const { report } = await prove({ faults: [fault.id] }, { ...manner, only: only ?? telling, verdictsOnly: true })
    const verdicts = new Map([...clean, ...report.cases].map((verdict) => [verdict.id, verdict]))
    lines.push(`${fault.id}: ${differenceTo(tablesOf([...verdicts.values()])) || 'nothing'}`)
  }
  expect(lines.sort()).toMatchSnapshot()
})

/** What the tables say otherwise than on the reference server. */
function differenceTo(tables: Tables): string {
  const before = tablesOf(clean)
  const rows = ({ parameters, capabilities }: Tables) => [
    ...capabilities.map(({ name, status }) => `${name} ${status}`),
    ...parameters.map(({ name, verdict }) => `(${name}) ${verdict}`),
  ]
  const known = new Set(rows(before))
  return rows(tables)
    .filter((row) => !known.has(row))
    .join('; ')
}
