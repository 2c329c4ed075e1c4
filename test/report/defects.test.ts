import { describe, expect, it } from 'vitest'
import type { Api, Explanation, Noted, Rule, TurnReport, Verdict } from '../../src/model/index.ts'
import { findDefects } from '../../src/report/defects.ts'
import { CHAT } from '../support/seen.ts'

const rules = new Map<string, Rule>(
  Object.entries({
    'stream/end': { on: ['stream'] },
    'body/created': { on: ['json', 'stream'] },
    'body/fields': { on: ['json'], perField: true },
    'error/form': { on: ['error'] },
    'models/list': { on: ['json'], of: ['models'] },
    'compare/texts': { on: ['conversation'] },
    'case/status': { on: [] },
  } as unknown as Record<string, Rule>),
)

const streamed: TurnReport = {
  request: { method: 'POST', url: 'http://h/v1/chat/completions', body: { stream: true } },
  status: 200,
  ended: 'complete',
  timings: { totalMs: 1 },
  retries: 0,
  curl: 'curl stream',
  reply: {
    headers: ['content-type: text/event-stream'],
    form: 'stream',
    pieces: [{ at: 1, text: 'data: {"id":"a"}\n\n' }],
  },
}
const plain: TurnReport = {
  ...streamed,
  request: { ...streamed.request, body: {} },
  curl: 'curl plain',
  reply: { headers: ['content-type: application/json'], form: 'json', pieces: [{ at: 1, text: '{"id":"a"}' }] },
}
const refused: TurnReport = { ...plain, status: 400 }
const listed: TurnReport = { ...plain, request: { method: 'GET', url: 'http://h/v1/models' } }

const note = (rule: string, patch: Partial<Noted> = {}): Noted => ({
  rule,
  level: 'MUST',
  turn: 0,
  at: '/x',
  message: 'is missing',
  ...patch,
})

function verdict(id: string, turns: readonly TurnReport[], ...findings: readonly Noted[]): Verdict {
  return { id, title: id, suite: 's', needs: [], outcome: 'fail', attempts: 1, turns, findings }
}

function defectsOf(verdicts: readonly Verdict[], ...explanations: readonly Omit<Explanation, 'because'>[]) {
  const api: Api = { ...CHAT, explanations: explanations.map((one) => ({ because: 'of a test', ...one })) }
  return findDefects(verdicts, rules, api)
}

describe('the extent of a defect', () => {
  const all = [
    verdict('s/a', [streamed], note('stream/end'), note('stream/end', { at: '/y' })),
    verdict('s/b', [streamed, plain], note('stream/end')),
    verdict('s/c', [streamed, refused, listed]),
  ]

  it.each([
    ['stream/end', 'streams', 3],
    ['body/created', 'replies', 5],
    ['error/form', 'error replies', 1],
    ['models/list', 'replies', 1],
    ['compare/texts', 'conversations', 2],
    ['case/status', 'cases', undefined],
    ['a/rule-of-another-version', 'cases', undefined],
  ])('of %s counts %s: %s', (rule, unit, of) => {
    const [defect] = defectsOf([...all.slice(2), verdict('s/d', [], note('x/x', { level: 'MAY' }))])
    expect(defect).toBeUndefined()
    const [only] = defectsOf(
      [verdict('s/z', [refused]), ...all.map((one) => ({ ...one, findings: [] }))].map((one, i) =>
        i === 1 ? { ...one, findings: [note(rule)] } : one,
      ),
    )
    expect(only?.extent).toMatchObject({ findings: 1, unit, broken: 1 })
    expect(only?.extent.of).toBe(rule === 'error/form' ? 2 : of)
  })

  it('counts each reply once, and names each case once', () => {
    const [defect] = defectsOf(all)
    expect(defect).toMatchObject({
      id: 'stream/end',
      extent: { findings: 3, unit: 'streams', broken: 2, of: 3 },
      cases: ['s/a', 's/b'],
    })
  })

  it('leaves out replies at which the client closed the connection', () => {
    const [defect] = defectsOf([...all, verdict('s/d', [{ ...streamed, ended: 'dropped' }])])
    expect(defect?.extent.of).toBe(3)
  })

  it('is open where replies were not kept', () => {
    const [defect] = defectsOf([...all, verdict('s/captured', [], note('stream/end'))])
    expect(defect?.extent).toEqual({ findings: 4, unit: 'streams', broken: 3 })
  })
})

describe('one cause', () => {
  it('is one defect, however many messages it has', () => {
    const defects = defectsOf([
      verdict('s/a', [plain], note('body/created', { message: 'is 1' })),
      verdict('s/b', [plain], note('body/created', { message: 'is not "x"', at: '/y' })),
    ])
    expect(defects.map(({ id, cases }) => [id, cases])).toEqual([['body/created', ['s/a', 's/b']]])
  })

  it('of a rule about many fields is a field, or fields that are wrong together', () => {
    const both = (id: string) =>
      verdict(id, [plain], note('body/fields', { at: '/id' }), note('body/fields', { at: '/model' }))
    expect(defectsOf([both('s/a'), both('s/b')]).map(({ id }) => id)).toEqual(['body/fields'])
    const apart = [
      verdict('s/a', [plain], note('body/fields', { at: '/id' })),
      verdict('s/b', [plain], note('body/fields', { at: '/id' })),
      verdict('s/c', [plain], note('body/fields', { at: '/model' })),
    ]
    expect(defectsOf(apart).map(({ id, example }) => [id, example.at])).toEqual([
      ['body/fields', '/id'],
      ['body/fields 2', '/model'],
    ])
  })

  it('has the findings that it explains under it', () => {
    const explained = note('compare/texts', { level: 'SHOULD', explainedBy: 'stream/end' })
    const defects = defectsOf([verdict('s/a', [streamed], note('stream/end'), explained)])
    expect(defects).toHaveLength(1)
    expect(defects[0]?.explains).toEqual([{ rule: 'compare/texts', level: 'SHOULD', findings: 1, cases: 1 }])
  })

  it('has the strongest level of all of its findings', () => {
    const explained = note('compare/texts', { explainedBy: 'stream/end' })
    const [defect] = defectsOf([verdict('s/a', [streamed], note('stream/end', { level: 'SHOULD' }), explained)])
    expect(defect?.level).toBe('MUST')
  })

  const across = { of: ['stream/end'], explains: ['body/created'], across: 'run' } as const
  it('explains findings on other replies, on no more than its own', () => {
    const wide = [verdict('s/a', [streamed], note('stream/end')), verdict('s/b', [plain], note('body/created'))]
    expect(defectsOf(wide, across).map(({ id }) => id)).toEqual(['stream/end'])
    const wider = [...wide, verdict('s/c', [plain], note('body/created'))]
    expect(defectsOf(wider, across).map(({ id }) => id)).toEqual(['body/created', 'stream/end'])
  })

  it('explains what needs a run without a success only in such a run', () => {
    const when = { of: ['error/form'], explains: ['compare/texts'], across: 'run', when: 'nothing succeeds' } as const
    const failed = [verdict('s/a', [refused], note('error/form')), verdict('s/b', [refused], note('compare/texts'))]
    expect(defectsOf(failed, when).map(({ id }) => id)).toEqual(['error/form'])
    expect(defectsOf([...failed, verdict('s/c', [plain])], when)).toHaveLength(2)
    const listed = { ...plain, request: { method: 'GET', url: 'http://127.0.0.1/v1/models' } }
    expect(defectsOf([...failed, verdict('s/c', [listed])], when).map(({ id }) => id)).toEqual(['error/form'])
  })

  it('explains only as many findings as the explanation allows', () => {
    const verdicts = [
      verdict('s/a', [streamed], note('stream/end')),
      verdict('s/b', [streamed], note('stream/end')),
      verdict('s/c', [plain], note('body/created')),
      verdict('s/d', [plain], note('body/created')),
    ]
    expect(defectsOf(verdicts, { ...across, most: 2 }).map(({ id }) => id)).toEqual(['stream/end'])
    expect(defectsOf(verdicts, { ...across, most: 1 })).toHaveLength(2)
    expect(defectsOf(verdicts, { ...across, least: 2 }).map(({ id }) => id)).toEqual(['stream/end'])
    expect(defectsOf(verdicts, { ...across, least: 3 })).toHaveLength(2)
    expect(defectsOf(verdicts.slice(0, 3), { ...across, share: 0.5 }).map(({ id }) => id)).toEqual(['stream/end'])
    expect(defectsOf(verdicts.slice(0, 3), { ...across, share: 0.9 })).toHaveLength(2)
  })

  it('is the wider of two that explain each other', () => {
    const back = { of: ['body/created'], explains: ['stream/end'], across: 'run' } as const
    const verdicts = [
      verdict('s/a', [streamed], note('stream/end')),
      verdict('s/b', [plain], note('body/created')),
      verdict('s/c', [plain], note('body/created')),
    ]
    expect(defectsOf(verdicts, across, back).map(({ id }) => id)).toEqual(['body/created'])
    expect(defectsOf(verdicts.slice(0, 2), across, back).map(({ id }) => id)).toEqual(['stream/end'])
    expect(defectsOf(verdicts.slice(0, 2), back, across).map(({ id }) => id)).toEqual(['body/created'])
  })
})

it('MUST comes before SHOULD, and wide before narrow', () => {
  const defects = defectsOf([
    verdict('s/a', [streamed], note('stream/end', { level: 'SHOULD' }), note('error/form')),
    verdict('s/b', [streamed], note('stream/end', { level: 'SHOULD' }), note('body/created')),
    verdict('s/c', [streamed], note('body/created')),
  ])
  expect(defects.map(({ id }) => id)).toEqual(['body/created', 'error/form', 'stream/end'])
})

describe('the example', () => {
  it('is of a valid request that a command line can send, early and short', () => {
    const examples: readonly [string, TurnReport][] = [
      ['s/invalid', { ...plain, deserves: 'error', curl: 'c' }],
      ['s/long', { ...plain, curl: '# too long' }],
      ['s/wordy', { ...plain, curl: 'curl with many words' }],
      ['s/short', plain],
    ]
    const [defect] = defectsOf(examples.map(([id, turn]) => verdict(id, [turn], note('body/created'))))
    expect(defect?.example).toMatchObject({ case: 's/short', curl: 'curl plain' })
    const [other] = defectsOf([verdict('s/long', [{ ...plain, curl: '# too long' }], note('body/created'))])
    expect(other?.example).not.toHaveProperty('curl')
  })
})

it('what is tolerated or informative is no defect; what the baseline knows is marked', () => {
  const quiet = verdict('s/a', [plain], note('body/created', { tolerated: 'so' }), note('stream/end', { level: 'MAY' }))
  expect(defectsOf([quiet])).toEqual([])
  const [known] = defectsOf([verdict('s/a', [plain], note('body/created', { known: 'later' }))])
  expect(known?.known).toBe('later')
  const [fresh] = defectsOf([
    verdict('s/a', [plain], note('body/created', { known: 'later' })),
    verdict('s/b', [plain], note('body/created')),
  ])
  expect(fresh).not.toHaveProperty('known')
})
