import { describe, expect, it } from 'vitest'
import type { Noted, Outcome, Rule, TurnReport, Verdict } from '../../src/model/index.ts'
import { COMPARISON } from '../../src/report/applies.ts'
import { countKept } from '../../src/report/kept.ts'
import { CHAT } from '../support/seen.ts'

const rule = (patch: Partial<Rule>): Rule => ({ level: 'MUST', ...patch }) as Rule
const rules = new Map<string, Rule>([
  ['stream/end', rule({ on: ['stream'] })],
  ['stream/event', rule({ on: ['event'] })],
  ['body/id', rule({ on: ['json', 'stream'] })],
  ['body/fingerprint', rule({ on: ['json'], level: 'SHOULD' })],
  ['body/extras', rule({ on: ['json'], level: 'MAY' })],
  ['error/form', rule({ on: ['error'] })],
  ['models/list', rule({ on: ['json'], of: ['models'] })],
  ['other/api', rule({ on: ['json'], api: 'generate' })],
  ['compare/texts', rule({ on: ['conversation'] })],
  ['all/replies', rule({ on: ['run'] })],
  ['error/model-unknown', rule({ on: [] })],
  ['case/status', rule({ on: [] })],
  ['case/content', rule({ on: [] })],
])

const plain: TurnReport = {
  request: { method: 'POST', url: 'http://h/v1/chat/completions' },
  status: 200,
  ended: 'complete',
  timings: { totalMs: 1 },
  retries: 0,
  curl: '',
  reply: { headers: [], form: 'json', pieces: [] },
}
const streamed: TurnReport = { ...plain, reply: { headers: [], form: 'stream', pieces: [] } }
const refused: TurnReport = { ...plain, status: 400 }
const listed: TurnReport = { ...plain, request: { method: 'GET', url: 'http://h/v1/models' } }
const lost: TurnReport = { ...plain }
delete (lost as { reply?: unknown }).reply

interface Told {
  readonly yaml?: string
  readonly outcome?: Outcome
  readonly findings?: readonly Noted[]
  readonly id?: string
}

function verdict(
  turns: readonly TurnReport[],
  { yaml, outcome = 'pass', findings = [], id = 's/a' }: Told = {},
): Verdict {
  const source = yaml === undefined ? {} : { source: { file: 's.yaml', line: 1, yaml, digest: '' } }
  return { id, title: '', suite: 's', needs: [], outcome, attempts: 1, turns, findings, ...source }
}

const found = (id: string, patch: Partial<Noted> = {}): Noted => ({
  rule: id,
  level: 'MUST',
  turn: 0,
  at: '',
  message: '',
  ...patch,
})

const kept = (...verdicts: readonly Verdict[]) => countKept(verdicts, rules, CHAT)

describe('the rules that apply', () => {
  it.each([
    ['an answer', [plain], 1, 1],
    ['a stream', [streamed], 3, 0],
    ['an error', [refused], 1, 0],
    ['a list of models', [listed], 2, 1],
    ['no reply', [lost], 0, 0],
    // Also what compares the two.
    ['two answers', [plain, plain], 3, 1],
  ])('to %s', (_, turns, must, should) => {
    expect(kept(verdict(turns))).toEqual({ must: { kept: must, of: must }, should: { kept: should, of: should } })
  })

  it.each([
    ['expect: { rule: error/model-unknown }', 'pass', 2],
    ['expect: { rule: error/model-unknown }', 'inconclusive', 0],
    ['expect: { content: { pattern: x } }', 'fail', 2],
    ['send: {}', 'pass', 1],
  ] as const)('because of the case %s, which ended with %s', (yaml, outcome, must) => {
    expect(kept(verdict([lost], { yaml, outcome }))?.must).toEqual({ kept: must, of: must })
  })
})

describe('the rules that are kept', () => {
  it('are those without a finding that counts, also if another finding explains it', () => {
    const findings = [
      found('stream/end'),
      found('body/id', { explainedBy: 'stream/end' }),
      found('stream/event', { tolerated: 'known' }),
    ]
    expect(kept(verdict([streamed], { findings }))?.must).toEqual({ kept: 1, of: 3 })
  })

  it('are of those that were broken, whatever the report shows of the reply', () => {
    expect(kept(verdict([lost], { findings: [found('error/form')] }))?.must).toEqual({ kept: 0, of: 1 })
  })

  it('are not known of captured traffic', () => {
    expect(kept(verdict([]))).toBeUndefined()
    expect(kept(verdict([plain]), verdict([], { findings: [found('body/id')] }))).toBeUndefined()
    const comparison = verdict([], { id: COMPARISON, findings: [found('all/replies')] })
    expect(kept(verdict([plain]), comparison)?.must).toEqual({ kept: 1, of: 2 })
  })
})
