/** Every rule is proved both ways: a fault that it names, and a reply that it leaves alone. */
import { expect, it } from 'vitest'
import { listFaults } from '../../server/index.ts'
import { loadRules } from '../../src/ask/registry.ts'

it('every rule that can speak has at least one fault that it is meant for', async () => {
  const meant = new Set((await listFaults()).map(({ breaks }) => breaks))
  const rules = [...(await loadRules())].filter(
    ([, { level, on }]) => level !== 'MAY' && !on.some((kind) => kind === 'request'),
  )
  // No case of ours states an expectation of its own without naming a rule; these three speak for users' cases.
  // Rules about requests are broken by clients: test/capture/request-rules.test.ts proves them.
  const forUsers = ['case/calls', 'case/content', 'case/fields']
  // These speak under the profile of a dialect alone: test/rules/extension.ts proves them.
  const forDialects = ['extension/cumulative-content', 'extension/documented-type']
  expect(rules.map(([id]) => id).filter((id) => !meant.has(id))).toEqual([...forUsers, ...forDialects])
})
