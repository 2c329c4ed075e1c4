/**
 * What reports say of capabilities and parameters: on the reference server, on servers that read no parameter, and on every
 * fault about a capability or a parameter.
 */
import { beforeAll, describe, expect, it } from 'vitest'
import { listFaults } from '../../server/index.ts'
import type { Body, Twist } from '../../server/twist.ts'
import { ownApis } from '../../src/ask/apis.ts'
import { loadSuites } from '../../src/ask/load.ts'
import { loadRules } from '../../src/ask/registry.ts'
import { matches } from '../../src/foundation/patterns.ts'
import type { Report, Verdict } from '../../src/model/index.ts'
import { auditParameters } from '../../src/report/audit.ts'
import { judgeCapabilities } from '../../src/report/capabilities.ts'
import { contradictionsIn } from '../support/contradictions.ts'
import { reachOf } from '../support/faults.ts'
import { isThorough, LONGEST_MS, prove, readRecording } from '../support/proof.ts'
import { CHAT } from '../support/seen.ts'

const GROUPS = CHAT.capabilities
const cases = loadSuites()
/** The cases that say something of a capability or a parameter. */
const telling = cases.filter(({ about, audits }) => about.length || Object.keys(audits).length).map(({ id }) => id)

type Tables = Pick<Report, 'cases' | 'parameters' | 'capabilities'>

function tablesOf(verdicts: readonly Verdict[]): Tables {
  return { cases: verdicts, parameters: auditParameters(verdicts), capabilities: judgeCapabilities(verdicts) }
}

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
  clean = (await prove({}, { only: telling, verdictsOnly: true })).report.cases
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
    // Fixtures are not served here.
    expect(others).toEqual({ 'not shown': ['image-url', 'store'] })
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
/** All faults that may make a parameter look ignored, and of the other rules about a capability the first. */
const faults = (await listFaults()).filter(({ breaks, dialect }, i, all) => {
  if (dialect) return false
  const isFirst = all.findIndex((other) => other.breaks === breaks) === i
  return ignoring.has(breaks) || (isOfCapability(breaks) && (isThorough || isFirst))
})

describe('with a fault', { timeout: LONGEST_MS }, () => {
  it.each(faults)('the tables of $id do not contradict each other', async (fault) => {
    const { only, ...manner } = await reachOf(fault)
    const changed = (await prove({ faults: [fault.id] }, { ...manner, only: only ?? telling, verdictsOnly: true }))
      .report.cases
    const verdicts = new Map([...clean, ...changed].map((verdict) => [verdict.id, verdict]))
    const tables = tablesOf([...verdicts.values()])
    said.set(fault.id, differenceTo(tables))
    expect(contradictionsIn(tables, cases, GROUPS)).toEqual([])
  })

  it.skipIf(isThorough)('they say what is wrong, and of nothing else', () => {
    const lines = [...said]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, words]) => `${id}: ${words || 'nothing'}`)
    expect(lines).toMatchSnapshot()
  })
})

const said = new Map<string, string>()

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
