import { expect, it } from 'vitest'
import type { Outcome, Verdict } from '../../src/model/index.ts'
import { summarize } from '../../src/report/summarize.ts'
import { totals } from '../../src/report/totals.ts'
import { CHAT } from '../support/seen.ts'

const OUTCOMES: readonly Outcome[] = ['pass', 'warn', 'fail', 'inconclusive', 'unsupported', 'skip', 'error']

function verdict(outcome: Outcome, patch: Partial<Verdict> = {}): Verdict {
  return {
    id: `s/${outcome}`,
    title: outcome,
    suite: 's',
    needs: [],
    outcome,
    attempts: 1,
    turns: [],
    findings: [],
    ...patch,
  }
}

function reportOf(verdicts: readonly Verdict[], interrupted = false): ReturnType<typeof summarize> {
  const target = { baseUrl: 'http://host:1/v1', model: 'm', profile: 'p' }
  const startedAt = new Date(0)
  return summarize({
    target,
    scope: {},
    verdicts,
    startedAt,
    durationMs: 5,
    version: '1.2.3',
    interrupted,
    rules: new Map(),
    api: CHAT,
    extensions: [],
    stale: [],
  })
}

it('counts every outcome', () => {
  expect(totals([...OUTCOMES, 'fail' as const].map((outcome) => verdict(outcome)))).toEqual({
    pass: 1,
    warn: 1,
    fail: 2,
    inconclusive: 1,
    unsupported: 1,
    skip: 1,
    error: 1,
  })
})

it('builds the complete report', () => {
  const finding = { rule: 'a/b', level: 'MUST', turn: 0, at: '', message: 'x' } as const
  const turn = { request: { method: 'POST', url: 'u' }, ended: 'complete', timings: { totalMs: 1 }, curl: '' } as const
  const verdicts = [
    verdict('pass', {
      turns: [
        { ...turn, retries: 2 },
        { ...turn, retries: 1 },
      ],
      findings: [{ ...finding, tolerated: 'y' }],
    }),
    verdict('fail', { findings: [finding] }),
  ]
  expect(reportOf(verdicts)).toEqual({
    format: 'chat-conformance/report',
    version: 1,
    tool: { version: '1.2.3' },
    target: { baseUrl: 'http://host:1/v1', model: 'm', profile: 'p' },
    startedAt: '1970-01-01T00:00:00.000Z',
    durationMs: 5,
    scope: {},
    summary: {
      outcome: 'does-not-conform',
      cases: { pass: 1, warn: 0, fail: 1, inconclusive: 0, unsupported: 0, skip: 0, error: 0 },
      retries: 3,
      tolerated: 1,
      requests: 5,
    },
    cases: [verdicts[0], { ...verdicts[1], findings: [{ ...finding, defect: 'a/b' }] }],
    defects: [
      {
        id: 'a/b',
        rule: 'a/b',
        level: 'MUST',
        extent: { findings: 1, unit: 'cases', broken: 1 },
        cases: ['s/fail'],
        example: { case: 's/fail', turn: 0, at: '', message: finding.message, excerpt: [] },
        explains: [],
      },
    ],
    parameters: [],
    capabilities: [],
    extensions: [],
    stale: [],
  })
})

it.each([
  ['conforms', ['pass'], false],
  ['conforms', ['pass', 'warn', 'skip', 'unsupported', 'inconclusive'], false],
  ['conforms', ['warn'], false],
  ['does-not-conform', ['pass', 'fail', 'error'], false],
  ['does-not-conform', ['fail'], true],
  ['not-tested', ['pass', 'error'], false],
  ['not-tested', ['pass'], true],
  ['not-tested', ['skip', 'unsupported', 'inconclusive'], false],
  ['not-tested', [], false],
] as const)('the outcome of a run is %s: %j, interrupted: %j', (outcome, outcomes, interrupted) => {
  const { summary } = reportOf(
    outcomes.map((one) => verdict(one)),
    interrupted,
  )
  expect(summary.outcome).toBe(outcome)
  expect(summary.interrupted).toBe(interrupted ? true : undefined)
})

it('counts the requests of all attempts, and what the replies say that they cost', () => {
  const turn = { request: { method: 'POST', url: 'u' }, ended: 'complete', timings: { totalMs: 1 }, curl: '' } as const
  const trace = { turn: 0, callIds: [], beyond: [] }
  const { summary } = reportOf([
    verdict('pass', {
      turns: [{ ...turn, retries: 1 }],
      traces: [trace, { ...trace, tokens: { input: 12, output: 3 } }, { ...trace, tokens: { input: 8, output: 1 } }],
    }),
    verdict('warn', { turns: [{ ...turn, retries: 0 }] }),
  ])
  expect(summary).toMatchObject({ requests: 5, tokens: { input: 20, output: 4 } })
  expect(reportOf([verdict('pass')]).summary).not.toHaveProperty('tokens')
})
