/** The outcome for a request or reply that does not belong to a case. */
import { describe, expect, it } from 'vitest'
import { judgeSubject } from '../../src/judge/attempt.ts'
import type { Observation } from '../../src/model/index.ts'
import { observeRequest } from '../../src/read/observe.ts'
import { saying, TOLERANT, throwing } from '../support/attempts.ts'
import { aProfile } from '../support/cases.ts'
import { frozen } from '../support/frozen.ts'
import { RULES } from '../support/scripted.ts'
import { CHAT, completion, ERROR, reply, stream } from '../support/seen.ts'

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
