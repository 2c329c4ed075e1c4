/** The outcome of an attempt of several turns, and where its case stands after each of them. */
import { describe, expect, it } from 'vitest'
import { type Standing, walk } from '../../src/judge/attempt.ts'
import type { Turn } from '../../src/model/index.ts'
import { answersTo, blue, failed, type Reply, saying, testOutcomes } from '../support/attempts.ts'
import { aCase, aProfile, aTurn } from '../support/cases.ts'
import { frozen } from '../support/frozen.ts'
import { aRule } from '../support/scripted.ts'

const comparing = aRule({
  on: ['conversation'],
  *check() {
    yield { at: '/replies/0/id', message: 'is wrong' }
    yield { at: '', message: 'is wrong' }
  },
})

testOutcomes('several turns', {
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
  'a turn that was sent only because the one before was refused': {
    turns: [{ expect: { status: ['2xx', '4xx'] } }, { fresh: true, when: { refused: [1] } }],
    replies: [failed(400), saying('BAD')],
    outcome: 'fail',
    findings: ['1 own/bad /body'],
  },
  'a turn that did not have to be sent': {
    turns: [{}, { fresh: true, when: { refused: [1] }, assume: blue }],
    replies: [saying('Hello')],
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
})

describe('the state of a case', () => {
  const standing = (turns: readonly Partial<Turn>[], ...replies: readonly Reply[]): Standing => {
    const testCase = aCase('s/one', { turns: turns.map(aTurn) })
    return walk(testCase, frozen(answersTo(testCase.turns, replies)), aProfile()).standing
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
