/** The outcome of a case for the answers of a target. */
import { describe, expect, it } from 'vitest'
import type { Case } from '../../src/model/index.ts'
import { aCase, aTurn } from '../support/cases.ts'
import {
  type Answer,
  aRule,
  assuming,
  eventsOf,
  planOf,
  reportIn,
  saying,
  scripted,
  tools,
  verdictOn,
} from '../support/scripted.ts'
import { type Circumstances, ERROR } from '../support/seen.ts'

const STREAM: Circumstances = { ask: { stream: true }, headers: { 'content-type': 'text/event-stream' } }
const needy = aCase('s/one', { needs: ['tools'] })
const refusing = aCase('s/one', { turns: [aTurn({ expect: { status: ['4xx'] } })] })

describe('the outcome of a case', () => {
  it.each([
    ['pass', 'a good reply', aCase('s/one'), saying('Hello')],
    ['warn', 'a SHOULD', aCase('s/one'), saying('MEH')],
    ['fail', 'a MUST', aCase('s/one'), saying('BAD')],
    ['pass', 'a refusal that is owed', refusing, [ERROR, { status: 400 }]],
    ['fail', 'a success where a refusal is owed', refusing, saying('Hello')],
    ['fail', 'a refusal of what nobody may refuse', aCase('s/one'), [ERROR, { status: 400 }]],
    ['unsupported', 'a refusal of what is optional', needy, [ERROR, { status: 400 }]],
    ['unsupported', 'a 501 to what is optional', needy, [ERROR, { status: 501 }]],
    ['inconclusive', 'a model that does not do what is assumed', assuming, saying('red')],
    [
      'inconclusive',
      'a status other than the assumed one',
      aCase('s/one', { turns: [aTurn({ expect: { status: ['2xx', 401] }, assume: { status: [401] } })] }),
      saying('Hello'),
    ],
    ['fail', 'a MUST, whatever is assumed', assuming, saying('red BAD')],
    ['error', 'no connection', aCase('s/one'), ['', { ended: 'unreachable' }]],
    ['error', 'no reply in time', aCase('s/one'), ['', { ended: 'no-reply' }]],
    ['error', 'a reply that did not come to its end', aCase('s/one'), [': wait\n\n', { ...STREAM, ended: 'stalled' }]],
    [
      'pass',
      'a stream that was not closed after its end',
      aCase('s/one'),
      ['data: {}\n\ndata: [DONE]\n\n', { ...STREAM, ended: 'stalled' }],
    ],
    ['error', 'a rate limit', aCase('s/one'), [ERROR, { status: 429 }]],
    ['error', 'a target that is not available', needy, [ERROR, { status: 503 }]],
    ['error', 'a key that is rejected', needy, [ERROR, { status: 401 }]],
    [
      'error',
      'a rejected key in place of the expected rejection',
      aCase('s/one', { turns: [aTurn({ expect: { status: [400] } })] }),
      [ERROR, { status: 401 }],
    ],
    [
      'fail',
      'a malformed 401 to a key of the turn itself',
      aCase('s/one', { turns: [aTurn({ headers: { authorization: null }, expect: { status: [400] } })] }),
      [ERROR, { status: 401 }],
    ],
    [
      'pass',
      'an expected 401',
      aCase('s/one', { turns: [aTurn({ expect: { status: [401] } })] }),
      [ERROR, { status: 401 }],
    ],
    ['inconclusive', 'a server error about which no rule speaks', aCase('s/one'), [ERROR, { status: 500 }]],
    ['inconclusive', 'a closed connection about which no rule speaks', aCase('s/one'), ['', { ended: 'hung-up' }]],
  ] satisfies [string, string, Case, Answer][])('is %s: %s', async (outcome, _, one, answer) => {
    expect((await verdictOn(one, [answer])).outcome).toBe(outcome)
  })

  it('is skip for a skipped step, and nothing is sent', async () => {
    const { send, requests } = scripted(saying('Hello'))
    const { cases } = reportIn(await eventsOf(planOf({ case: aCase('s/one'), skip: 'no key' }), tools(send)))
    expect(cases).toMatchObject([{ outcome: 'skip', reason: 'no key', attempts: 0, turns: [], findings: [] }])
    expect(requests).toEqual([])
  })

  it('gives the reason', async () => {
    const [limited, refused, red] = await Promise.all([
      verdictOn(aCase('s/one'), [[ERROR, { status: 429 }]]),
      verdictOn(needy, [[{ error: { message: 'No tools here.' } }, { status: 400 }]]),
      verdictOn(assuming, [saying('red')]),
    ])
    expect([limited.reason, refused.reason, red.reason]).toEqual([
      'rate limited (429)',
      'refused with 400: No tools here.',
      'the model did not do what the case assumes: /choices/0/message/content does not match /blue/',
    ])
  })

  it('is an error that names the rule if a rule throws', async () => {
    const failing = aRule({
      on: ['json'],
      check() {
        throw new Error('broken')
      },
    })
    const verdict = await verdictOn(aCase('s/one'), [saying('x')], { rules: new Map([['own/broken', failing]]) })
    expect(verdict).toMatchObject({
      outcome: 'error',
      reason: 'a bug of chat-conformance: the rule own/broken failed: broken',
    })
  })
})
