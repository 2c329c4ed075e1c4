/**
 * Ids of rules with their levels, ids of cases and names of profiles are a public promise: programs and baselines refer to
 * them. A change of this snapshot needs a line in CHANGELOG.md.
 */
import { expect, it } from 'vitest'
import { listProfiles, loadSuites } from '../src/ask/load.ts'
import { listReporters, loadRules } from '../src/ask/registry.ts'

it('rules and their levels stay the same', async () => {
  const lines = [...(await loadRules())].map(([id, { level }]) => `${id} ${level}`)
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('__snapshots__/rules.txt')
})

it('cases stay the same', async () => {
  const lines = loadSuites().map(({ id }) => id)
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('__snapshots__/cases.txt')
})

it('profiles and reporters stay the same', async () => {
  const lines = [
    ...listProfiles().map((name) => `profile ${name}`),
    ...listReporters().map((name) => `reporter ${name}`),
  ]
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('__snapshots__/names.txt')
})
