/** The outcome of an attempt in which the target rejects a request. */
import { failed, saying, testOutcomes } from '../support/attempts.ts'

testOutcomes('a refusal', {
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
})
