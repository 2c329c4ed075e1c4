/** What a case reports if its expectations are not met, its model does something else, or it cannot be judged. */
import type { Case, Expectation, Turn, Verdict } from '../../src/model/index.ts'
import { PARIS } from '../support/calls.ts'
import { aCase, aTurn } from '../support/cases.ts'
import type { Answer } from '../support/scripted.ts'
import { saying } from '../support/scripted.ts'
import { aChoice, aCompletion, ERROR } from '../support/seen.ts'

export interface OutcomeTable {
  readonly says: string
  /** What happens → the outcome, the case and the replies. */
  readonly rows: Readonly<Record<string, readonly [outcome: Verdict['outcome'], one: Case, ...answers: Answer[]]>>
}

const caseOf = (...turns: Partial<Turn>[]) => aCase('s/one', { turns: turns.map(aTurn) })
const expecting = (expect: Expectation) => caseOf({ expect })
const assuming = (assume: Expectation) => caseOf({ assume })
const then = (second: Partial<Turn> = {}) => caseOf({}, second)

const HELLO = saying('Hello')
const CALL: Answer = [aCompletion({ choices: [aChoice({ message: { content: null, tool_calls: [PARIS] } })] })]
const NOTHING: Answer = [aCompletion({ choices: [aChoice({ message: { content: null } })] })]
const STREAM = { ask: { stream: true }, headers: { 'content-type': 'text/event-stream' } }

export default {
  'outcomes/expectations': {
    says: 'An expectation of a case is not met: a finding of the rule that the case names, or of `case/…`.',
    rows: {
      'an error in place of a success': ['fail', caseOf({}), [ERROR, { status: 400 }]],
      'a success in place of an error': ['fail', expecting({ status: [400, 422] }), HELLO],
      'another status': ['fail', expecting({ status: ['4xx'] }), HELLO],
      'content that does not match a pattern': ['fail', expecting({ content: { pattern: 'blue' } }), HELLO],
      'content that is too short': ['fail', expecting({ content: { minLength: 9 } }), HELLO],
      'no content to compare': ['fail', expecting({ content: { const: 'Hello' } }), [aCompletion({ choices: [] })]],
      'no tool call': ['fail', expecting({ calls: ['get_time'] }), HELLO],
      'a call of another tool': ['fail', expecting({ calls: ['get_time'] }), CALL],
      'a tool call where none is expected': ['fail', expecting({ calls: [] }), CALL],
      'a missing field': ['fail', expecting({ fields: { '$.usage.cost': { type: 'number' } } }), HELLO],
      'a field of another type': ['fail', expecting({ fields: { '$.model': { type: 'integer' } } }), HELLO],
      'a field with another value': ['fail', expecting({ fields: { '$.model': { const: 'm' } } }), HELLO],
      'a field that must not be there': ['fail', expecting({ fields: { '$.usage': false } }), HELLO],
    },
  },
  'outcomes/assumptions': {
    says: 'The model, or the target, does not do what the case needs to prove anything.',
    rows: {
      'content that does not match a pattern': ['inconclusive', assuming({ content: { pattern: 'blue' } }), HELLO],
      'no tool call': ['inconclusive', assuming({ calls: ['get_weather'] }), HELLO],
      'a missing field': ['inconclusive', assuming({ fields: { '$.citations': {} } }), HELLO],
      'another status': [
        'inconclusive',
        caseOf({ expect: { status: ['2xx', 401] }, assume: { status: [401] } }),
        HELLO,
      ],
    },
  },
  'outcomes/conversations': {
    says: 'The next request of a conversation cannot be made.',
    rows: {
      'a tool call without a result in the case': ['inconclusive', then(), CALL],
      'a call of a tool that the case has no result for': [
        'inconclusive',
        then({ answer: { get_time: '9:00' } }),
        CALL,
      ],
      'no tool call to answer': ['inconclusive', then({ answer: { get_weather: '4' } }), HELLO],
      'neither content nor tool calls': ['inconclusive', then(), NOTHING],
      'an error whose status no rule reports': ['inconclusive', then(), [ERROR, { status: 500 }]],
      'a reply that is not JSON and that no rule reports': ['inconclusive', caseOf({}), ['Hello']],
    },
  },
  'outcomes/refusals': {
    says: 'What the contract leaves optional is refused.',
    rows: {
      'with a message': ['unsupported', aCase('s/one', { needs: ['tools'] }), [ERROR, { status: 400 }]],
      'without a message': ['unsupported', aCase('s/one', { needs: ['tools'] }), [{}, { status: 501 }]],
    },
  },
  'outcomes/errors': {
    says: 'The case could not be tested.',
    rows: {
      'no connection': ['error', caseOf({}), ['', { ended: 'unreachable' }]],
      'no reply in time': ['error', caseOf({}), ['', { ended: 'no-reply' }]],
      'a stream that stalls': ['error', caseOf({}), [': wait\n\n', { ...STREAM, ended: 'stalled' }]],
      'a rate limit': ['error', caseOf({}), [ERROR, { status: 429 }]],
      'an unavailable target': ['error', caseOf({}), [ERROR, { status: 503 }]],
      'a rejected key': ['error', caseOf({}), [ERROR, { status: 401 }]],
    },
  },
} satisfies Readonly<Record<string, OutcomeTable>>
