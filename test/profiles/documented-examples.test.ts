/** The examples of manuals run wherever their form applies. What their programs fail on is reported and changes no verdict. */
import { describe, expect, it } from 'vitest'
import { LONGEST_MS, prove } from '../support/proof.ts'

const SUITE = ['documented-examples']

describe('the documented examples', { timeout: LONGEST_MS }, () => {
  it.each([
    ['openai', undefined],
    ['compatible', undefined],
    ['lightllm', 'lightllm'],
    ['lightllm-2026-04', 'lightllm-2026-04'],
    ['fastchat-vllm', 'fastchat-vllm'],
    ['mindie', 'mindie'],
    ['mindie-fulltext', 'mindie-fulltext'],
    ['ecnu-vl', 'ecnu-vl'],
  ])('report the same findings under the profile %s', async (profile, dialect) => {
    const { report } = await prove(dialect ? { dialect } : {}, { only: SUITE, profile })
    const lines = report.cases.map(({ id, outcome, reason }) => `${id} ${outcome}${reason ? `: ${reason}` : ''}`)
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`snapshots/documented-examples.${profile}.txt`)
    const { fail, warn, error, inconclusive } = report.summary.cases
    expect({ fail, warn, error, inconclusive }).toEqual({ fail: 0, warn: 0, error: 0, inconclusive: 0 })
  })
})

it('programs copied from a manual fail on the published contract itself', { timeout: LONGEST_MS }, async () => {
  const { findings, report } = await prove({}, { only: SUITE })
  expect([...findings].map(([id, [finding]]) => `${finding?.level} ${id}`).sort()).toEqual([
    'MAY clients/content-in-every-delta',
    'MAY clients/content-is-text',
    'MAY clients/name-in-every-fragment',
    'MAY clients/tool-calls-key',
    'MAY clients/usage-always-present',
  ])
  expect(report.summary.outcome).toBe('conforms')
})
