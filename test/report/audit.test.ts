import { expect, it } from 'vitest'
import type { Outcome, Verdict } from '../../src/model/index.ts'
import { auditOf, auditParameters } from '../../src/report/audit.ts'
import { aCase } from '../support/cases.ts'

function verdict(id: string, outcome: Outcome, patch: Partial<Verdict> = {}): Verdict {
  return { id, title: id, suite: 's', needs: [], outcome, attempts: 1, turns: [], findings: [], ...patch }
}

/** The verdict on a case, with what it says of the parameter. */
function audited(seen: Verdict, rules: readonly string[], isShown = false): Verdict {
  const testCase = aCase(seen.id, { audits: { n: { rules } } })
  return { ...seen, parameters: auditOf(testCase, seen, { parameters: isShown ? ['n'] : [] }) }
}

const refused = {
  turns: [
    {
      request: { method: 'POST', url: 'u' },
      status: 400,
      ended: 'complete' as const,
      timings: { totalMs: 1 },
      retries: 0,
      curl: '',
    },
  ],
}
const finding = { rule: 'a/has-effect', level: 'MUST', turn: 0, at: '', message: 'x' } as const
const rules = ['a/has-effect']

it.each([
  ['honoured', verdict('s/a', 'pass'), rules, true],
  ['honoured', verdict('s/a', 'fail', { findings: [{ ...finding, rule: 'b/other' }] }), rules, true],
  // Another form of it was refused.
  ['honoured', verdict('s/a', 'fail', refused), rules, true],
  // Nothing was found, and nothing was seen.
  ['cannot tell', verdict('s/a', 'pass'), rules, false],
  // Choices came, but not as the rule requires.
  ['honoured', verdict('s/a', 'fail', { findings: [finding] }), rules, true],
  ['ignored', verdict('s/a', 'fail', { findings: [finding] }), rules, false],
  ['ignored', verdict('s/a', 'pass', { findings: [{ ...finding, tolerated: 'why' }] }), rules, false],
  ['refused', verdict('s/a', 'unsupported', refused), rules, false],
  ['refused', verdict('s/a', 'pass', refused), [], false],
  ['cannot tell', verdict('s/a', 'inconclusive'), rules, false],
  ['cannot tell', verdict('s/a', 'skip'), rules, true],
  ['cannot tell', verdict('s/a', 'error', refused), rules, true],
] as const)('a parameter is %s', (expected, seen, by, isShown) => {
  expect(auditParameters([audited(seen, by, isShown)])).toEqual([{ name: 'n', verdict: expected, cases: ['s/a'] }])
})

it('takes the worst of several cases and names the deciding cases', () => {
  const verdicts = [verdict('s/a', 'pass'), verdict('s/b', 'fail', { findings: [finding] }), verdict('s/c', 'pass')]
  expect(auditParameters(verdicts.map((one) => audited(one, rules, one.id !== 's/b')))).toEqual([
    { name: 'n', verdict: 'ignored', cases: ['s/b'] },
  ])
})

it('what was seen in one case outweighs a refusal in another', () => {
  const verdicts = [verdict('s/a', 'unsupported', refused), verdict('s/b', 'pass')]
  expect(auditParameters(verdicts.map((one) => audited(one, rules, one.id === 's/b')))).toEqual([
    { name: 'n', verdict: 'honoured', cases: ['s/b'] },
  ])
})
