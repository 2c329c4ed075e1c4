/** Earlier tries of a request that a retry overcame: what came back is judged too. */
import { describe, expect, it } from 'vitest'
import { loadRules } from '../../src/ask/registry.ts'
import { judgeAttempt } from '../../src/judge/attempt.ts'
import type { EarlierReply, Observation } from '../../src/model/index.ts'
import { aCase, aProfile, aTurn } from '../support/cases.ts'
import { frozen } from '../support/frozen.ts'
import { aCompletion, CHAT, type Circumstances, ERROR, reply } from '../support/seen.ts'

const rules = new Map([...(await loadRules())].filter(([id]) => id.startsWith('error/') || id === 'http/server-error'))
const profile = aProfile({ api: CHAT })
const JSON_TYPE = { 'content-type': 'application/json' }

function earlier(status: number, body: unknown, about: Circumstances = { headers: JSON_TYPE }): EarlierReply {
  const { sentAt, headers, pieces, ended, timings } = reply(body, { status, ...about }).exchange
  return { status, sentAt, headers, pieces, ended, timings }
}

function judge(tries: readonly EarlierReply[], last: readonly [body: unknown, about?: Circumstances]) {
  const seen = reply(...last)
  const retries = tries.map((reply) => ({ why: `status ${reply.status}`, waitedMs: 1, reply }))
  const retried = { ...seen, exchange: { ...seen.exchange, retries } } as Observation
  const testCase = aCase('s/one', { turns: [aTurn()] })
  const answers = frozen([{ place: 0, turn: aTurn(), said: [], seen: retried }])
  return judgeAttempt(testCase, answers, { rules, profile })
}

const ok = [aCompletion()] as const

describe('a try that was overcome', () => {
  it.each<[string, EarlierReply, string, readonly string[]]>([
    ['429 with an error object', earlier(429, ERROR), 'pass', []],
    ['429 of another form', earlier(429, { detail: 'Slow down.' }), 'fail', ['MUST error/rate-limit']],
    ['429 without a body', earlier(429, '', {}), 'fail', ['MUST error/rate-limit']],
    ['500 with an error object', earlier(500, ERROR), 'warn', ['SHOULD http/server-error']],
    ['503 with an error object', earlier(503, ERROR), 'pass', []],
    ['503 of another form', earlier(503, { detail: 'Busy.' }), 'fail', ['MUST error/envelope']],
    ['502 with the page of a proxy', earlier(502, '<html>Bad Gateway</html>', {}), 'pass', []],
    ['504 without a body', earlier(504, '', {}), 'pass', []],
  ])('with %s', (_, reply, outcome, expected) => {
    const { overcome = [], findings, ...judged } = judge([reply], ok)
    expect(judged.outcome).toBe(outcome)
    const counted = findings.filter(({ level, explainedBy }) => level !== 'MAY' && !explainedBy)
    expect(counted.map(({ level, rule }) => `${level} ${rule}`)).toEqual(expected)
    for (const { turn, message } of counted) {
      expect(turn, 'the turn after those of the case').toBe(1)
      expect(message).toMatch(/\(overcome by a retry\)$/)
    }
    expect(overcome.filter(({ of }) => of === 0)).toHaveLength(findings.length ? 1 : 0)
  })

  it('is not judged again if the last try ended alike', () => {
    const { outcome, findings, overcome } = judge([earlier(503, { detail: 'Busy.' })], [ERROR, { status: 503 }])
    expect({ outcome, findings, overcome }).toEqual({ outcome: 'error', findings: [], overcome: undefined })
  })

  it('does not make a conversation that stopped a pass', () => {
    expect(judge([earlier(429, ERROR)], [ERROR, { status: 503 }]).outcome).toBe('error')
  })
})
