import { expect, it } from 'vitest'
import type { Outcome, Verdict } from '../../src/model/index.ts'
import { auditOf, auditParameters } from '../../src/report/audit.ts'
import { aCase } from '../support/cases.ts'

function verdict(id: string, outcome: Outcome, patch: Partial<Verdict> = {}): Verdict {
  return { id, title: id, suite: 's', needs: [], outcome, attempts: 1, turns: [], findings: [], ...patch }
}

function audited(seen: Verdict, by: readonly string[]): Verdict {
  return { ...seen, parameters: auditOf(aCase(seen.id, { audits: { n: by } }), seen) }
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
  ['honoured', verdict('s/a', 'pass'), rules],
  ['honoured', verdict('s/a', 'fail', { findings: [{ ...finding, rule: 'b/other' }] }), rules],
  ['ignored', verdict('s/a', 'fail', { findings: [finding] }), rules],
  ['ignored', verdict('s/a', 'pass', { findings: [{ ...finding, tolerated: 'why' }] }), rules],
  ['refused', verdict('s/a', 'unsupported', refused), rules],
  ['refused', verdict('s/a', 'pass', refused), []],
  ['cannot tell', verdict('s/a', 'inconclusive'), rules],
  ['cannot tell', verdict('s/a', 'skip'), rules],
  ['cannot tell', verdict('s/a', 'error', refused), rules],
  ['cannot tell', verdict('s/a', 'pass'), []],
] as const)('a parameter is %s', (expected, seen, by) => {
  expect(auditParameters([audited(seen, by)])).toEqual([{ name: 'n', verdict: expected, cases: ['s/a'] }])
})

it('takes the worst of several cases and names the deciding cases', () => {
  const verdicts = [verdict('s/a', 'pass'), verdict('s/b', 'fail', { findings: [finding] }), verdict('s/c', 'pass')]
  expect(auditParameters(verdicts.map((one) => audited(one, rules)))).toEqual([
    { name: 'n', verdict: 'ignored', cases: ['s/b'] },
  ])
})
