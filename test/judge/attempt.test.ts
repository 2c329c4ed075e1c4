/** The outcome of an attempt, computed from its answers: these tests send nothing. */
import { describe, expect, it } from 'vitest'
import { owedBy } from '../../src/ask/owed.ts'
import {
  type Answer,
  type Judgement,
  judgeAttempt,
  judgeSubject,
  type Standing,
  standingAfter,
} from '../../src/judge/attempt.ts'
import type { Case, Noted, Observation, Profile, Rule, Turn } from '../../src/model/index.ts'
import { observeRequest } from '../../src/read/observe.ts'
import { aCase, aProfile, aTurn } from '../support/cases.ts'
import { frozen } from '../support/frozen.ts'
import { aRule, RULES } from '../support/scripted.ts'
import { aChoice, aCompletion, CHAT, type Circumstances, completion, ERROR, reply, stream } from '../support/seen.ts'

const UNTOLD = { reason: undefined, findings: [] }

/** An answer to each turn, in order. Several replies in one entry answer requests that were sent in parallel. */
function answersTo(turns: readonly Turn[], replies: readonly Reply[]): readonly Answer[] {
  let count = 0
  return replies.flatMap((given, place): Answer[] => {
    const turn = turns[place] ?? aTurn()
    if (typeof given === 'string') return [{ place, turn, unable: given }]
    return (isMany(given) ? given : [given]).map(([body, about]) => {
      const seen = reply(body, { ...about, owed: owedBy(turn.expect), turn: count++ })
      return { place, turn, said: [], seen }
    })
  })
}

type One = readonly [body: unknown, about?: Circumstances]
/** The reply to a turn, the replies to its parallel requests, or the reason why it could not be sent. */
type Reply = One | readonly One[] | string
const isMany = (given: One | readonly One[]): given is readonly One[] => Array.isArray(given[0]) && given.length > 0

const saying = (content: unknown): One => [aCompletion({ choices: [aChoice({ message: { content } })] })]
const failed = (status: number, body: unknown = ERROR): One => [body, { status }]
const blue = { content: { pattern: 'blue' } }

interface Row {
  readonly turns?: readonly Partial<Turn>[]
  readonly needs?: readonly string[]
  readonly profile?: Partial<Profile>
  readonly rules?: ReadonlyMap<string, Rule>
  readonly failure?: string
  readonly replies: readonly Reply[]
  readonly outcome: Judgement['outcome']
  readonly reason?: string
  /** `turn rule place` of each finding. */
  readonly findings?: readonly string[]
}

function judge({ turns = [{}], needs = [], profile = {}, rules = RULES, failure, replies }: Row): Judgement {
  const testCase: Case = aCase('s/one', { needs, turns: turns.map(aTurn) })
  const answers = frozen(answersTo(testCase.turns, replies))
  return judgeAttempt(testCase, answers, { rules, profile: aProfile(profile) }, failure)
}

const shown = ({ turn, rule, at, tolerated }: Noted): string =>
  `${turn} ${rule} ${at}${tolerated === undefined ? '' : ' tolerated'}`

const STREAM: Circumstances = { ask: { stream: true }, headers: { 'content-type': 'text/event-stream' } }
const STOPPED = 'the conversation stopped: the previous turn got no usable reply'
const TOLERANT = { tolerate: [{ rule: 'own/bad', reason: 'nobody is hurt', source: 's' }] }
const throwing = aRule({
  on: ['json'],
  check() {
    throw new Error('broken')
  },
})
const comparing = aRule({
  on: ['conversation'],
  *check() {
    yield { at: '/replies/0/id', message: 'is wrong' }
    yield { at: '', message: 'is wrong' }
  },
})

const rows: Readonly<Record<string, Row>> = {
  'a success without findings': { replies: [saying('Hello')], outcome: 'pass' },
  'no answer at all': { replies: [], outcome: 'pass' },
  'a MUST': { replies: [saying('BAD')], outcome: 'fail', findings: ['0 own/bad /body'] },
  'a SHOULD': { replies: [saying('MEH')], outcome: 'warn', findings: ['0 own/meh /body'] },
  'only a MAY': {
    rules: new Map([['own/may', aRule({ level: 'MAY', on: ['json'], check: () => [{ at: '/id', message: 'x' }] })]]),
    replies: [saying('Hello')],
    outcome: 'pass',
    findings: ['0 own/may /id'],
  },
  'a MUST that is tolerated': {
    profile: TOLERANT,
    replies: [saying('BAD')],
    outcome: 'pass',
    findings: ['0 own/bad /body tolerated'],
  },
  'a MUST that is tolerated next to a SHOULD': {
    profile: TOLERANT,
    replies: [saying('BAD MEH')],
    outcome: 'warn',
    findings: ['0 own/bad /body tolerated', '0 own/meh /body'],
  },
  'a MUST that is tolerated in another case': {
    profile: { tolerate: [{ rule: 'own/bad', case: 's/two', reason: 'r', source: 's' }] },
    replies: [saying('BAD')],
    outcome: 'fail',
    findings: ['0 own/bad /body'],
  },

  'a MUST next to any other finding': {
    needs: ['tools'],
    turns: [{}, {}, { fresh: true, assume: blue }],
    replies: [saying('BAD'), failed(400), saying('red')],
    failure: 'bad',
    outcome: 'fail',
    findings: ['0 own/bad /body', '1 case/status /status'],
  },
  'an incomplete attempt before a refusal and a SHOULD': {
    needs: ['tools'],
    replies: [failed(400)],
    failure: 'there is no recording',
    outcome: 'error',
    reason: 'there is no recording',
  },
  'a transport error before a SHOULD': {
    turns: [{}, {}],
    replies: [saying('MEH'), failed(429)],
    outcome: 'error',
    reason: 'rate limited (429)',
    findings: ['0 own/meh /body'],
  },
  'a transport error before a refusal': {
    turns: [{ needs: ['tools'] }, { fresh: true }],
    replies: [failed(400), failed(503)],
    outcome: 'error',
    reason: 'the target is unavailable (503)',
  },
  'a refusal before an assumption': {
    turns: [{ assume: blue }, { fresh: true, needs: ['tools'] }],
    replies: [saying('red'), failed(400)],
    outcome: 'unsupported',
    reason: 'refused with 400: No.',
  },
  'an assumption before a SHOULD': {
    turns: [{ assume: blue }],
    replies: [saying('MEH')],
    outcome: 'inconclusive',
    reason: 'the model did not do what the case assumes: /choices/0/message/content does not match /blue/',
    findings: ['0 own/meh /body'],
  },
  'a status that is assumed of the target': {
    turns: [{ assume: { status: [401] } }],
    replies: [saying('red')],
    outcome: 'inconclusive',
    reason: 'the target did not do what the case assumes: the status is 200, expected 401',
  },
  'a field that is assumed of the target': {
    turns: [{ assume: { fields: { '$.citations': { type: 'array' } } } }],
    replies: [saying('red')],
    outcome: 'inconclusive',
    reason: 'the target did not do what the case assumes: $.citations is not there',
  },
  'a field within what the model says': {
    turns: [{ assume: { fields: { '$.choices[*].message.refusal': { type: 'string' } } } }],
    replies: [saying('red')],
    outcome: 'inconclusive',
    reason: 'the model did not do what the case assumes: /choices/0/message/refusal is null, expected a string',
  },
  'a refusal in plain text': {
    turns: [{ needs: ['tools'] }],
    replies: [['No tools here.\nTry another model.\n', { status: 400 }]],
    outcome: 'unsupported',
    reason: 'refused with 400: No tools here.',
  },
  'a refusal with a page': {
    turns: [{ needs: ['tools'] }],
    replies: [['<html><h1>Bad Request</h1></html>', { status: 400 }]],
    outcome: 'unsupported',
    reason: 'refused with 400: no message',
  },
  'a rule that throws': {
    rules: new Map([['own/broken', throwing]]),
    replies: [saying('Hello')],
    outcome: 'error',
    reason: 'a bug of chat-conformance: the rule own/broken failed: broken',
  },

  'an expectation that is not met': {
    turns: [{ expect: blue }],
    replies: [saying('red')],
    outcome: 'fail',
    findings: ['0 case/content /choices/0/message/content'],
  },
  'an expectation with its own rule': {
    turns: [{ expect: { ...blue, rule: 'own/may' } }],
    replies: [saying('red')],
    outcome: 'pass',
    findings: ['0 own/may /choices/0/message/content'],
  },
  'an expectation whose rule is not evaluated': {
    turns: [{ expect: { ...blue, rule: 'own/other' } }],
    replies: [saying('red')],
    outcome: 'pass',
  },
  'an expectation after an assumption that does not hold': {
    turns: [{ expect: blue, assume: { content: { pattern: 'sky' } } }],
    replies: [saying('red')],
    outcome: 'inconclusive',
    reason: 'the model did not do what the case assumes: /choices/0/message/content does not match /sky/',
  },
  'a refusal that is expected': { turns: [{ expect: { status: ['4xx'] } }], replies: [failed(404)], outcome: 'pass' },
  'a success in place of an expected refusal': {
    turns: [{ expect: { status: ['4xx'] } }],
    replies: [saying('Hello')],
    outcome: 'fail',
    findings: ['0 case/status /status'],
  },

  'a refusal of what the contract requires': {
    replies: [failed(400)],
    outcome: 'fail',
    findings: ['0 case/status /status'],
  },
  'an allowed refusal': {
    needs: ['tools'],
    replies: [failed(404)],
    outcome: 'unsupported',
    reason: 'refused with 404: No.',
  },
  'an allowed refusal with 501 and no message': {
    needs: ['tools'],
    replies: [failed(501, {})],
    outcome: 'unsupported',
    reason: 'refused with 501: no message',
  },
  'a refusal of a capability that the profile declares': {
    needs: ['tools'],
    profile: { promises: ['tools'] },
    replies: [failed(400)],
    outcome: 'fail',
    findings: ['0 case/status /status'],
  },
  'a refusal of a request that was accepted before': {
    needs: ['tools'],
    turns: [{}, { fresh: true }],
    replies: [saying('Hello'), failed(400)],
    outcome: 'fail',
    findings: ['1 case/status /status'],
  },
  'a refusal of a capability that only this turn needs, after another turn was accepted': {
    turns: [{}, { needs: ['vision'] }],
    replies: [saying('Hello'), failed(400)],
    outcome: 'unsupported',
    reason: 'refused with 400: No.',
  },
  'an expected 4xx does not count as accepted': {
    needs: ['tools'],
    turns: [{ expect: { status: ['4xx'] } }, { fresh: true }],
    replies: [failed(400), failed(400)],
    outcome: 'unsupported',
    reason: 'refused with 400: No.',
  },

  'a 5xx that a rule reports': {
    replies: [failed(500, { error: { message: 'BAD' } })],
    outcome: 'fail',
    findings: ['0 own/bad /body'],
  },
  'a 5xx that no rule reports': { replies: [failed(500)], outcome: 'inconclusive', reason: STOPPED },
  'a 5xx if the case names the rule': {
    turns: [{ expect: { rule: 'own/may' } }],
    replies: [failed(500)],
    outcome: 'pass',
    findings: ['0 own/may /status'],
  },
  'a 5xx to an optional capability, if the case names the rule': {
    needs: ['tools'],
    turns: [{ expect: { rule: 'own/may' } }],
    replies: [failed(500)],
    outcome: 'inconclusive',
    reason: STOPPED,
  },
  'a rate limit': { replies: [failed(429)], outcome: 'error', reason: 'rate limited (429)' },
  'a rate limit with a malformed body': {
    replies: [failed(429, { error: { message: 'BAD' } })],
    outcome: 'fail',
    findings: ['0 own/bad /body'],
  },
  'a rate limit that is expected': {
    turns: [{ expect: { status: [429] } }],
    replies: [failed(429)],
    outcome: 'pass',
  },
  'an unavailable target, about which rules are not evaluated': {
    replies: [failed(503, { error: { message: 'BAD' } })],
    outcome: 'error',
    reason: 'the target is unavailable (503)',
  },
  'a rejected key': { replies: [failed(401)], outcome: 'error', reason: 'the target rejected the key (401)' },
  'a rejected key that the turn itself sent': {
    turns: [{ headers: { authorization: 'Bearer x' } }],
    replies: [failed(401)],
    outcome: 'fail',
    findings: ['0 case/status /status'],
  },
  'no connection': {
    replies: [['', { ended: 'unreachable' }]],
    outcome: 'error',
    reason: 'no connection',
  },
  'a stream that stalls': {
    replies: [[': wait\n\n', { ...STREAM, ended: 'stalled', totalMs: 5000 }]],
    outcome: 'error',
    reason: 'the reply had not ended after 5 s (stalled)',
  },
  'a stream that stalls after its end': {
    replies: [['data: [DONE]\n\n', { ...STREAM, ended: 'stalled', totalMs: 5000 }]],
    outcome: 'pass',
  },

  'a turn that could not be sent': {
    turns: [{}, {}],
    replies: [saying('Hello'), 'the model called no tool'],
    outcome: 'inconclusive',
    reason: 'the model called no tool',
  },
  'a turn that could not be sent, next to a SHOULD': {
    turns: [{}, {}],
    replies: [saying('MEH'), 'the model called no tool'],
    outcome: 'inconclusive',
    reason: 'the model called no tool',
    findings: ['0 own/meh /body'],
  },
  'a fresh turn after a failure that nobody reported': {
    turns: [{}, { fresh: true }],
    replies: [['Hello'], saying('Hello')],
    outcome: 'pass',
  },
  'two replies at once, one of them wrong': {
    turns: [{ times: 2 }],
    replies: [[saying('Hello'), saying('BAD')]],
    outcome: 'fail',
    findings: ['1 own/bad /body'],
  },
  'what only a comparison shows, at the reply that it is about or else the last': {
    rules: new Map([['own/comparing', comparing]]),
    turns: [{ times: 2 }, {}],
    replies: [[saying('a'), saying('b')], saying('c')],
    outcome: 'fail',
    findings: ['0 own/comparing /replies/0/id', '2 own/comparing '],
  },
  'no comparison of one reply': {
    rules: new Map([['own/comparing', comparing]]),
    replies: [saying('a')],
    outcome: 'pass',
  },
}

describe('the outcome of an attempt', () => {
  it.each(Object.entries(rows))('%s', (_, row) => {
    const { outcome, reason, findings } = judge(row)
    expect({ outcome, reason, findings: findings.map(shown) }).toEqual({
      ...UNTOLD,
      ...(row.reason === undefined ? {} : { reason: row.reason }),
      outcome: row.outcome,
      findings: row.findings ?? [],
    })
  })

  it('covers each of the six outcomes in the table', () => {
    const outcomes = new Set(Object.values(rows).map(({ outcome }) => outcome))
    expect([...outcomes].sort()).toEqual(['error', 'fail', 'inconclusive', 'pass', 'unsupported', 'warn'])
  })

  it('is the same if the same answers are judged again', () => {
    for (const row of Object.values(rows)) {
      const testCase = aCase('s/one', { needs: row.needs ?? [], turns: (row.turns ?? [{}]).map(aTurn) })
      const answers = frozen(answersTo(testCase.turns, row.replies))
      const bench = { rules: row.rules ?? RULES, profile: frozen(aProfile(row.profile)) }
      const judged = judgeAttempt(testCase, answers, bench, row.failure)
      expect(judgeAttempt(testCase, answers, bench, row.failure)).toEqual(judged)
    }
  })
})

describe('the state of a case', () => {
  const standing = (turns: readonly Partial<Turn>[], ...replies: readonly Reply[]): Standing => {
    const testCase = aCase('s/one', { turns: turns.map(aTurn) })
    return standingAfter(testCase, frozen(answersTo(testCase.turns, replies)), aProfile())
  }
  const WELL = { isStuck: false, isOver: false, isAccepted: true }

  it.each([
    ['at the beginning', standing([{}]), { ...WELL, isAccepted: false }],
    ['after a success', standing([{}], saying('Hello')), WELL],
    ['after a refusal', standing([{}], failed(400)), { ...WELL, isStuck: true, isAccepted: false }],
    [
      'after a refusal that is expected',
      standing([{ expect: { status: ['4xx'] } }], failed(400)),
      { ...WELL, isAccepted: false },
    ],
    ['after an unmet expectation', standing([{ expect: blue }], saying('red')), WELL],
    [
      'after an assumption that does not hold',
      standing([{ assume: blue }], saying('red')),
      { ...WELL, isStuck: true, isAccepted: false },
    ],
    ['after a turn that could not be sent', standing([{}, {}], saying('Hello'), 'no'), { ...WELL, isStuck: true }],
    ['after a fresh turn', standing([{}, { fresh: true }], failed(400), saying('Hello')), WELL],
    [
      'after a status that later turns depend on',
      standing([{ expect: { status: [200, 401] }, assume: { status: [401] } }], saying('Hello')),
      { isStuck: true, isOver: true, isAccepted: false },
    ],
    [
      'after several parallel replies, one of them unusable',
      standing([{ times: 2 }], [saying('Hello'), failed(400)]),
      { ...WELL, isStuck: true, isAccepted: false },
    ],
  ] satisfies [string, Standing, Standing][])('%s', (_, found, expected) => expect(found).toEqual(expected))
})

describe('a subject outside of any case', () => {
  const bench = { rules: RULES, profile: aProfile(TOLERANT) }
  const plain = { rules: RULES, profile: aProfile() }
  const says = (content: string): Observation => completion(saying(content)[0])

  it.each([
    ['a good reply', says('Hello'), 'pass', 0],
    ['a MUST', says('BAD'), 'fail', 1],
    ['a SHOULD', says('MEH'), 'warn', 1],
    ['an error reply', reply({ error: { message: 'BAD' } }, { status: 503 }), 'fail', 1],
    ['an error reply that no rule reports', reply(ERROR, { status: 429 }), 'pass', 0],
    ['a stream', stream(), 'pass', 0],
    ['a request', observeRequest({ model: 'm', messages: [] }, CHAT), 'pass', 0],
    ['all replies of a run', { kind: 'run', traces: [] }, 'pass', 0],
  ] as const)('%s', (_, subject, outcome, count) => {
    const judged = judgeSubject('capture', frozen(subject), plain)
    expect([judged.outcome, judged.findings.length]).toEqual([outcome, count])
    expect(judged.reason).toBeUndefined()
  })

  it('is an error if there was no reply', () => {
    const none = reply('', { ended: 'unreachable' })
    expect(judgeSubject('capture', none, plain)).toEqual({ outcome: 'error', reason: 'no connection', findings: [] })
  })

  it('may have tolerated findings and parts left out of the capture', () => {
    expect(judgeSubject('capture', says('BAD'), bench)).toMatchObject({
      outcome: 'pass',
      findings: [{ tolerated: 'nobody is hurt' }],
    })
    const hidden = judgeSubject('capture', says('BAD MEH'), plain, ({ message }) => message === 'says BAD')
    expect(hidden).toMatchObject({ outcome: 'warn', findings: [{ rule: 'own/meh' }] })
  })

  it('reports a rule that throws', () => {
    const rules = new Map([['own/broken', throwing]])
    expect(() => judgeSubject('capture', says('x'), { ...plain, rules })).toThrow('the rule own/broken failed: broken')
  })
})
