/** The outcome of an attempt, computed from its answers: what counts, and what comes first. */
import { expect, it } from 'vitest'
import { blue, failed, type Row, saying, TOLERANT, testOutcomes, throwing } from '../support/attempts.ts'
import { aRule } from '../support/scripted.ts'

const findings: Readonly<Record<string, Row>> = {
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
}

const reasons: Readonly<Record<string, Row>> = {
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
}

testOutcomes('the findings decide the outcome', findings)
testOutcomes('of several reasons the strongest counts', reasons)

it('these rows have each of the six outcomes', () => {
  const outcomes = new Set(Object.values({ ...findings, ...reasons }).map(({ outcome }) => outcome))
  expect([...outcomes].sort()).toEqual(['error', 'fail', 'inconclusive', 'pass', 'unsupported', 'warn'])
})

testOutcomes('an expectation of the case', {
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
})
