/** Every rule is proved both ways: a fault that it finds, and a reply that it leaves alone. */
import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { listFaults } from '../../server/index.ts'
import { loadRules } from '../../src/ask/registry.ts'
import { SHARES } from '../support/faults.ts'

it('every rule that can have a finding has at least one fault that it is meant for', async () => {
  const meant = new Set((await listFaults()).map(({ breaks }) => breaks))
  const rules = [...(await loadRules())].filter(
    ([, { level, on }]) => level !== 'MAY' && !on.some((kind) => kind === 'request'),
  )
  // No case of the suite states an expectation of its own without naming a rule; these three are for users' cases.
  // Rules about requests are broken by clients: test/capture/request-rules.test.ts proves them.
  const forUsers = ['case/calls', 'case/content', 'case/fields']
  // These speak under the profile of a dialect alone: test/rules/extension.ts proves them.
  const forDialects = ['extension/cumulative-content', 'extension/documented-type']
  expect(rules.map(([id]) => id).filter((id) => !meant.has(id))).toEqual([...forUsers, ...forDialects])
})

it('every share of the faults has a file that tests it', () => {
  const files = readdirSync(import.meta.dirname).filter((name) => name.startsWith('faults-'))
  expect(files.sort()).toEqual(Array.from({ length: SHARES }, (_, i) => `faults-${i + 1}.test.ts`))
})
