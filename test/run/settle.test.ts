/** What only the complete run decides: refusals of what was accepted elsewhere, and targets that are away for some requests only. */
import { describe, expect, it } from 'vitest'
import type { Case, Verdict } from '../../src/model/index.ts'
import { aCase, aProfile, aTurn } from '../support/cases.ts'
import { aRule, eventsOf, planOf, RULES, reportIn, tools } from '../support/scripted.ts'
import { aCompletion, CHAT, ERROR, reply } from '../support/seen.ts'

const rules = new Map([
  ...RULES,
  ['case/form-refused', aRule()] as const,
  ['case/combination-refused', aRule({ level: 'SHOULD' })] as const,
  ['case/unavailable', aRule()] as const,
])

const api = {
  ...CHAT,
  refusals: {
    open: ['image-formats', 'reasoning-history'],
    shownBy: { 'retrieve-model': 'models' },
    words: { 'reasoning-history': 'reasoning_content' },
    lawful: 'context length',
  },
}

type Given = number | { readonly status: number; readonly says?: string; readonly tries?: readonly number[] }

/** Runs a case for each entry: what it needs, and the reply to it. */
async function runCases(
  given: Readonly<Record<string, readonly [needs: readonly string[], reply: Given]>>,
  patch: Parameters<typeof aProfile>[0] = {},
) {
  const cases = Object.entries(given).map(([id, [needs]]): Case => {
    // Requests that need the same are of one kind.
    const send = { messages: [{ role: 'user', content: 'Hi there' }], ...Object.fromEntries(needs.map((n) => [n, 1])) }
    return aCase(`s/${id}`, { needs, about: needs.slice(0, 1), turns: [aTurn({ send })] })
  })
  const send: ReturnType<typeof tools>['send'] = async (request, _signal, occasion) => {
    const [, what] = given[occasion?.case.slice(2) ?? ''] ?? [[], 200]
    const { status, says = 'No.', tries = [] } = typeof what === 'number' ? { status: what } : what
    const body = status === 200 ? aCompletion() : { error: { ...ERROR.error, message: says } }
    const retries = tries.map((earlier) => {
      const { exchange } = reply(ERROR, { status: earlier })
      const { sentAt, headers, pieces, ended, timings } = exchange
      return { why: 'x', waitedMs: 1, reply: { status: earlier, sentAt, headers, pieces, ended, timings } }
    })
    return { ...reply(body, { status }).exchange, request, retries }
  }
  const events = await eventsOf(planOf(...cases), tools(send, { rules, profile: aProfile({ api, ...patch }) }))
  const told = events.flatMap((event) => (event.type === 'case' ? [event.verdict] : []))
  return { report: reportIn(events), told }
}

const outcomes = (verdicts: readonly Verdict[]) =>
  Object.fromEntries(
    verdicts.map(({ id, outcome, findings }) => [
      id.slice(2),
      [outcome, ...findings.map(({ rule }) => rule)].join(' '),
    ]),
  )

describe('a refusal', () => {
  it('of what another case was accepted with is a finding, also if that case came later', async () => {
    const { report, told } = await runCases({ first: [['vision'], 400], second: [['vision'], 200] })
    expect(outcomes(report.cases)).toEqual({ first: 'fail case/form-refused', second: 'pass' })
    expect(report.cases[0]?.findings[0]?.message).toMatch(/vision .*No\..*s\/second was accepted/)
    expect(outcomes(told), 'nothing else was reported before').toEqual(outcomes(report.cases))
    expect(report.summary.outcome).toBe('does-not-conform')
    expect(report.defects).toMatchObject([
      { id: 'case/form-refused', example: { case: 's/first', curl: expect.stringContaining('curl') } },
    ])
  })

  it.each<[string, Parameters<typeof runCases>[0], string]>([
    ['of what was never accepted', { a: [['vision'], 400], b: [[], 200] }, 'unsupported'],
    [
      'of a capability whose forms are left open',
      { a: [['vision', 'image-formats'], 400], b: [['vision', 'image-formats'], 200] },
      'unsupported',
    ],
    [
      'of a request that is too long',
      { a: [['tools'], { status: 400, says: 'The context length is 4096.' }], b: [['tools'], 200] },
      'unsupported',
    ],
    ['with a status about size', { a: [['tools'], 413], b: [['tools'], 200] }, 'unsupported'],
    ['with a status about permission', { a: [['tools'], 403], b: [['tools'], 200] }, 'unsupported'],
    [
      'of reasoning that was not sent back',
      { a: [['tools'], { status: 400, says: 'reasoning_content is missing' }], b: [['tools'], 200] },
      'unsupported',
    ],
    [
      'of reasoning that was not sent back, to a request that needs nothing',
      { a: [[], { status: 400, says: 'reasoning_content is missing' }], b: [[], 200] },
      'unsupported',
    ],
    [
      'of two features that were only accepted one by one',
      { a: [['stream', 'tools'], 400], b: [['tools'], 200], c: [['stream'], 200] },
      'warn case/combination-refused',
    ],
    [
      'of what another capability shows',
      { a: [['retrieve-model'], 404], b: [['models'], 200] },
      'fail case/form-refused',
    ],
  ])('%s', async (_, given, outcome) => {
    expect(outcomes((await runCases(given)).report.cases)).toMatchObject({ a: outcome })
  })

  it('for want of reasoning is about that capability alone', async () => {
    const { report } = await runCases({ a: [['tools'], { status: 400, says: 'reasoning_content is missing' }] })
    expect(report.capabilities).toMatchObject([
      { name: 'reasoning-history', status: 'refused' },
      { name: 'tools', status: 'not shown' },
    ])
  })

  it('that the profile tolerates does not count', async () => {
    const tolerate = [{ rule: 'case/form-refused', case: 's/a', reason: 'known', source: 's' }]
    const { report } = await runCases({ a: [['vision'], 400], b: [['vision'], 200] }, { tolerate })
    expect(report.cases[0]).toMatchObject({ outcome: 'unsupported', reason: 'refused with 400: No.' })
    expect(report.summary.outcome).toBe('conforms')
  })

  it('is one defect for each capability', async () => {
    const { report } = await runCases({
      a: [['vision'], 400],
      b: [['vision'], 400],
      c: [['vision'], 200],
      d: [['n'], 400],
      e: [['n'], 200],
    })
    expect(report.defects.map(({ id, cases }) => [id, cases])).toEqual([
      ['case/form-refused', ['s/a', 's/b']],
      ['case/form-refused 2', ['s/d']],
    ])
  })
})

describe('a target that is away', () => {
  it('for one kind of request only is a finding', async () => {
    const { report, told } = await runCases({
      a: [['tools'], { status: 502, tries: [502, 502] }],
      b: [[], 200],
    })
    expect(outcomes(report.cases)).toEqual({ a: 'fail case/unavailable', b: 'pass' })
    expect(outcomes(told)).toEqual(outcomes(report.cases))
  })

  it.each<[string, Parameters<typeof runCases>[0]]>([
    ['for requests of a kind that was answered', { a: [[], { status: 502, tries: [502] }], b: [[], 200] }],
    ['for everything', { a: [[], { status: 502, tries: [502] }], b: [['tools'], { status: 502, tries: [502] }] }],
    ['once, without a second try', { a: [['tools'], 502], b: [[], 200] }],
    [
      'with a status that went away by itself elsewhere',
      { a: [['tools'], { status: 503, tries: [503] }], b: [[], { status: 200, tries: [503] }] },
    ],
  ])('%s cannot be tested', async (_, given) => {
    expect(outcomes((await runCases(given)).report.cases)).toMatchObject({ a: 'error' })
  })
})
