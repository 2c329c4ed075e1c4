/** An API is a folder: an API unlike chat completions is run, judged and captured without a change of the engine. */
import { Readable } from 'node:stream'
import { describe, expect, it, onTestFinished } from 'vitest'
import { loadProfile, loadSuites } from '../src/ask/load.ts'
import { makePlan } from '../src/ask/plan.ts'
import { loadRules } from '../src/ask/registry.ts'
import { capturesIn, mannerOf } from '../src/capture/file.ts'
import { printPlan } from '../src/cli/dry-run.ts'
import { withHost } from '../src/cli/host.ts'
import { judgePassed } from '../src/cli/judge-passed.ts'
import { judgeCaptured, judgeRequest } from '../src/judge/capture.ts'
import type { Exchange, JsonObject, Report, Request, Verdict } from '../src/model/index.ts'
import { observe } from '../src/read/observe.ts'
import { findModel } from '../src/run/target.ts'
import { APIS, startTally, TALLY, TALLY_RULES, type TallyFault } from './support/apis/tally/index.ts'
import { openHost } from './support/cli.ts'
import { folderOf } from './support/folder.ts'
import { ask, proxyTo } from './support/proxied.ts'
import { eventsOf, reportIn, tools } from './support/scripted.ts'
import { NEVER, wire } from './support/wire.ts'

const rules = new Map([...(await loadRules()), ...TALLY_RULES])
const profileText = 'title: Tallies\napi: tally\npromises: [stream, tools]\n'
const profileIn = (text = profileText) => loadProfile(`${folderOf({ 'own.yaml': text })}/own.yaml`, rules, APIS)
const suitesIn = (text: string) => loadSuites([folderOf({ 'tallies.yaml': text })], rules, APIS)

const SUITE = `
title: Tallies
api: tally
cases:
  plain:
    title: A total is said
    send: { items: [1, 2] }
    expect:
      content: { pattern: '^[0-9]+$' }
      calls: []
      fields: { $.total: { const: 3 }, '$.parts[2].say': { const: '3' } }
  streamed:
    title: A total is said part by part
    needs: [stream]
    send: { items: [1, 2], stream: true }
    expect:
      content: { pattern: '^[0-9]+$' }
      calls: []
      fields: { $.total: { const: 3 }, '$.parts[2].say': { const: '3' } }
  continued:
    title: A second request carries on with the first
    matrix: { mode: { plain: {}, streamed: { send: { stream: true } } } }
    turns:
      - send: { items: [1, 2] }
      - send: { items: [4] }
        expect: { fields: { $.total: { const: 7 } } }
      - send: { items: [5] }
        fresh: true
        expect: { fields: { $.total: { const: 5 } } }
  answered:
    title: The result of a tool is counted
    needs: [tools]
    turns:
      - send: { items: [1], tool: clock }
        assume: { calls: [clock] }
      - send: { items: [] }
        answer: { clock: 12 }
        expect: { fields: { $.total: { const: 13 } } }
  refused:
    title: A body without items is refused
    turns: [{ omit: [items], expect: { status: ['4xx'] } }]
`

/** The report on a server of tallies, and what it was sent. */
async function run(fault?: TallyFault, suite = SUITE) {
  const server = await startTally(fault)
  onTestFinished(() => server.close())
  const profile = profileIn()
  const target = { baseUrl: server.baseUrl, model: 'abacus', profile: 'own' }
  const plan = makePlan({ cases: suitesIn(suite), target, profile, hasKey: false, servesFixtures: false })
  const given = tools(wire().send, {
    rules,
    profile,
    setting: { baseUrl: server.baseUrl, model: 'abacus', headers: {}, api: TALLY },
    concurrency: 1,
  })
  return { report: reportIn(await eventsOf(plan, given)), bodies: server.bodies }
}

const outcomes = ({ cases }: Report) => Object.fromEntries(cases.map(({ id, outcome }) => [id, outcome]))
const verdictOf = ({ cases }: Report, id: string): Verdict => {
  const verdict = cases.find((one) => one.id === `tallies/${id}`)
  if (!verdict) throw new Error(`there is no verdict on ${id}`)
  return verdict
}
const shown = ({ findings }: Verdict) => findings.map(({ rule, at }) => `${rule} ${at}`)

describe('a run', () => {
  it('passes for a conforming server, plain and streamed', async () => {
    const { report } = await run()
    expect(report.cases.flatMap(({ findings }) => findings)).toEqual([])
    expect(outcomes(report)).toEqual({
      'run/all-replies': 'pass',
      'tallies/plain': 'pass',
      'tallies/streamed': 'pass',
      'tallies/continued/plain': 'pass',
      'tallies/continued/streamed': 'pass',
      'tallies/answered': 'pass',
      'tallies/refused': 'pass',
    })
  })

  it('continues a conversation as the protocol says', async () => {
    const { bodies } = await run()
    expect(bodies.slice(2)).toEqual([
      { counter: 'abacus', items: [1, 2] },
      { counter: 'abacus', previous: 'tally_2', items: [4] },
      { counter: 'abacus', items: [5] },
      { counter: 'abacus', items: [1, 2], stream: true },
      { counter: 'abacus', previous: 'tally_5', items: [4], stream: true },
      { counter: 'abacus', items: [5], stream: true },
      { counter: 'abacus', items: [1], tool: 'clock' },
      { counter: 'abacus', previous: 'tally_8', results: [{ call_id: 'call_9', value: 12 }], items: [] },
      { counter: 'abacus' },
    ])
  })

  it('blames the server, not the model, for a forgotten conversation', async () => {
    const { report } = await run('forgets')
    for (const mode of ['plain', 'streamed'])
      expect(verdictOf(report, `continued/${mode}`)).toMatchObject({
        outcome: 'fail',
        findings: [{ rule: 'case/fields', turn: 1, at: '/total', message: 'is not 7', got: 4 }],
      })
  })

  it('is inconclusive if the model does not call a tool', async () => {
    const silent = SUITE.replace('tool: clock', 'stream: false')
    const verdict = verdictOf((await run(undefined, silent)).report, 'answered')
    expect(verdict.outcome).toBe('inconclusive')
    expect(verdict.reason).toMatch('expected a call of clock, but no tool was called')
    const unanswered = silent.replace('assume: { calls: [clock] }', 'assume: { calls: [] }')
    expect(verdictOf((await run(undefined, unanswered)).report, 'answered')).toMatchObject({
      outcome: 'inconclusive',
      reason: 'the model called no tool, so there is nothing to answer',
    })
  })
})

describe('a broken server', () => {
  it.each([
    ['index-from-one', 'streamed', ['1', '2', '3'].map((i) => `tally/part-index /chunks/${i}/index`)],
    [
      'wrong-total-said',
      'plain',
      ['tally/total-said /parts/2/say', 'case/content /parts/2/say', 'case/fields /parts/2/say'],
    ],
    [
      'wrong-total-said',
      'streamed',
      ['tally/total-said /parts/2/say', 'case/content /parts/2/say', 'case/fields /parts/2/say'],
    ],
    ['total-as-text', 'plain', ['tally/form /total', 'case/fields /total']],
    ['unknown-event', 'streamed', ['tally/form /chunks/4/type']],
    ['never-done', 'streamed', ['tally/total-said /parts/2/say', 'case/fields $.total']],
    ['flat-errors', 'refused', ['error/envelope /error']],
  ] satisfies [TallyFault, string, string[]][])('%s is found in %s', async (fault, id, expected) => {
    const { report } = await run(fault)
    expect(verdictOf(report, id).outcome).toBe('fail')
    expect(shown(verdictOf(report, id))).toEqual(expected)
  })

  it('violates the schema of the type of an event', async () => {
    const { report } = await run('say-as-number')
    expect(shown(verdictOf(report, 'streamed')).filter((finding) => finding.startsWith('tally/form'))).toEqual(
      ['1', '2', '3'].map((i) => `tally/form /chunks/${i}/say`),
    )
    expect(outcomes(report)).toMatchObject({ 'tallies/plain': 'pass' })
  })
})

/** What the server answers to a body. */
async function exchangeWith(body: JsonObject, fault?: TallyFault): Promise<Exchange> {
  const server = await startTally(fault)
  onTestFinished(() => server.close())
  const text = JSON.stringify(body)
  const headers = { 'content-type': 'application/json' }
  const request: Request = { method: 'POST', url: `${server.baseUrl}/tally`, endpoint: 'tally', headers, text, body }
  return wire().send(request, NEVER, { case: 'c', attempt: 1, turn: 0, reply: 0 })
}

describe('a stream', () => {
  const seenOf = async (fault?: TallyFault) => {
    const exchange = await exchangeWith({ counter: 'a', items: [2], stream: true }, fault)
    const seen = observe({ case: 'c', turn: 0, owed: 'success' }, exchange, { api: TALLY, extensions: [] })
    if (seen.kind !== 'stream') throw new Error(`it is read as ${seen.kind}`)
    return seen
  }

  it('is parsed by the types of its events', async () => {
    const seen = await seenOf()
    expect(seen.chunks.map(({ type }) => type)).toEqual(['tally.started', 'tally.part', 'tally.part', 'tally.done'])
    expect(seen).toMatchObject({ wantsStream: true, isEnded: true, progress: 'overdue', violations: [], beyond: [] })
    expect(seen.result).toEqual({ tally_id: 'tally_0', parts: [{ say: '2' }, { say: '2' }], total: 2, calls: [] })
  })

  it('without the final event type is incomplete', async () => {
    expect(await seenOf('never-done')).toMatchObject({ isEnded: false, progress: 'begun' })
  })
})

describe('captured traffic', () => {
  const judge = async (body: JsonObject, fault?: TallyFault) =>
    judgeCaptured(
      await exchangeWith({ counter: 'a', ...body }, fault),
      { id: 'c', title: 'c', suite: 'captures' },
      { rules, profile: profileIn() },
    )

  it('is judged by the rules of the API', async () => {
    for (const body of [{ items: [1] }, { items: [1], stream: true }, {}])
      expect(await judge(body)).toMatchObject({ outcome: 'pass', findings: [] })
    expect(shown(await judge({ items: [1], stream: true }, 'index-from-one'))).toEqual([
      'tally/part-index /chunks/1/index',
      'tally/part-index /chunks/2/index',
    ])
    expect(shown(await judge({}, 'flat-errors'))).toEqual(['error/envelope /error'])
  })

  it('has requests that are judged by the schema of the endpoint', () => {
    const about = { id: 'c', title: 'c', suite: 'captures' }
    const verdict = judgeRequest({ counter: 'a', items: 1 }, about, { rules, profile: profileIn() })
    expect(verdict).toMatchObject({ outcome: 'fail', findings: [{ rule: 'tally/request', at: '/items' }] })
  })
})

describe('commands', () => {
  it('--dry-run prints the requests of the API', async () => {
    const profile = profileIn()
    const target = { baseUrl: 'http://127.0.0.1:1', model: 'abacus', profile: 'own' }
    const plan = makePlan({ cases: suitesIn(SUITE), target, profile, hasKey: false, servesFixtures: false })
    const { host, output } = openHost()
    withHost(host, () => printPlan(plan, { ...target, headers: {}, api: TALLY }, 1))
    expect(output.text.stdout).toMatch(/^Requests {2}11;/m)
    expect(output.text.stdout).toContain('http://127.0.0.1:1/tally')
    expect(output.text.stdout).toContain('"items":[1,2]')
  })

  it('the proxy keeps and judges exchanges with its endpoints', async () => {
    const server = await startTally('index-from-one')
    onTestFinished(() => server.close())
    const proxy = await proxyTo(server.baseUrl, { api: TALLY })
    const body = JSON.stringify({ counter: 'a', items: [1], stream: true })
    await ask(proxy.baseUrl, '/tally', { headers: { 'content-type': 'application/json' }, body })
    await ask(proxy.baseUrl, '/elsewhere', { body })
    const [passed, other] = proxy.passed
    if (!passed || !('exchange' in passed.kept)) throw new Error('the exchange was not kept')
    const { exchange, asked } = passed.kept
    const request = { ...exchange.request, text: Buffer.from(asked).toString(), body: JSON.parse(body) as JsonObject }
    const verdict = judgePassed({ ...exchange, request }, { id: 'p', title: 'p' }, rules, profileIn())
    expect(shown(verdict)).toEqual(['tally/part-index /chunks/1/index', 'tally/part-index /chunks/2/index'])
    expect(other?.kept).toHaveProperty('lost')
  })

  it('check finds its requests and replies in files', async () => {
    const pair = { request: { counter: 'a', items: [1] }, response: { tally_id: 't', total: 1, parts: [{ say: '1' }] } }
    const file = Readable.from([Buffer.from(JSON.stringify(pair))])
    const titles: string[] = []
    for await (const capture of capturesIn('pair.json', file, mannerOf(TALLY, undefined, true)))
      titles.push('title' in capture ? capture.title : capture.trouble)
    expect(titles).toEqual(['a request', 'a tally'])
  })
})

describe('files', () => {
  it('contain valid requests wherever a success is expected, checked when they are read', () => {
    const suite = 'title: T\napi: tally\ncases: { one: { title: One, send: { items: two } } }\n'
    expect(() => suitesIn(suite)).toThrow(
      'tallies/one: a success is expected, but /items is a string, expected an array',
    )
  })

  it('name capabilities and objects of the API', () => {
    const suite = 'title: T\napi: tally\ncases: { one: { title: One, needs: [vision], send: { items: [] } } }\n'
    expect(() => suitesIn(suite)).toThrow('the API tally has no capability "vision"; known are stream, tools')
    expect(() => profileIn('title: T\napi: tally\npromises: [vision]\n')).toThrow('there is no capability "vision"')
    const sign = "signs: [{ says: x, on: tally-event, at: '$[0].x', is: true }]\n"
    expect(profileIn(`${profileText}${sign}`)).toMatchObject({ api: { name: 'tally' }, signs: [{ on: 'tally-event' }] })
  })
})

it('recognises a target by its first endpoint', async () => {
  const server = await startTally()
  onTestFinished(() => server.close())
  const approach = { headers: {}, keyName: 'KEY', send: wire().send, signal: NEVER, api: TALLY }
  expect(await findModel({ ...approach, baseUrl: server.baseUrl })).toBe('(the only one)')
  await expect(findModel({ ...approach, baseUrl: `${server.baseUrl}/v1` })).rejects.toThrow(
    /has no tallies: status 404.*\ncheck the base URL; it is the root of the server/,
  )
})
