/** The outcome of an attempt in which the target or the connection fails. */
import { failed, STOPPED, testOutcomes } from '../support/attempts.ts'
import type { Circumstances } from '../support/seen.ts'

const STREAM: Circumstances = { ask: { stream: true }, headers: { 'content-type': 'text/event-stream' } }

testOutcomes('trouble with the target', {
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
})
