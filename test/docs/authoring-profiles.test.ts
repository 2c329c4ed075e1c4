/** The profiles in docs/authoring-profiles.md can be loaded, the first one does what the page says, and no key is left out. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import profileSchema from '../../specs/schemas/profile.json' with { type: 'json' }
import { loadProfile } from '../../src/ask/load.ts'
import { loadRules } from '../../src/ask/registry.ts'
import { packageRoot } from '../../src/foundation/paths.ts'
import { findStale } from '../../src/judge/tolerance.ts'
import { tempFolder } from '../support/cli.ts'
import { examplesIn } from '../support/examples.ts'
import { LONGEST_MS, prove } from '../support/proof.ts'

const PAGE = 'docs/authoring-profiles.md'
const page = readFileSync(join(packageRoot, PAGE), 'utf8')
const profiles = examplesIn(PAGE).filter(({ language }) => language === 'yaml')
const rules = await loadRules()

/** Path of a file with this profile. */
function save(code: string): string {
  const file = join(tempFolder(), 'gateway.yaml')
  writeFileSync(file, code)
  return file
}

const smallest = () => save(profiles[0]?.code ?? '')

/** The first column of the tables on the page. */
const documented = new Set(
  [...page.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`(\w+)`/g)].map(([, key]) => key),
  ),
)

describe(PAGE, () => {
  it('has an example of most keys', () => {
    expect(profiles.length).toBeGreaterThan(6)
  })

  it.each(profiles)('has a profile that can be loaded: $heading', ({ code }) => {
    expect(loadProfile(save(code), rules).title).not.toBe('')
  })

  it('starts with a profile that makes a server conform', { timeout: LONGEST_MS }, async () => {
    const broken = { faults: ['done-missing'] }
    const only = ['streaming']
    expect((await prove(broken, { only, profile: 'compatible' })).report.summary.outcome).toBe('does-not-conform')
    const { summary } = (await prove(broken, { only, profile: smallest() })).report
    expect(summary.outcome).toBe('conforms')
    expect(summary.tolerated).toBeGreaterThan(0)
    expect(findStale([], loadProfile(smallest())).map(({ rule }) => rule)).toEqual(['stream/done-present'])
  })

  it('explains every key of a profile', () => {
    const { properties, $defs } = profileSchema
    const { $schema: _, ...keys } = properties
    for (const key of Object.keys({ ...keys, ...$defs.tolerance.properties, ...$defs.adaptation.properties }))
      expect.soft(documented).toContain(key)
    // The other keys are explained in sentences and examples.
    const { limit, extension, sign } = $defs
    for (const key of Object.keys({ ...limit.properties, ...extension.properties, ...sign.properties }))
      expect.soft(page).toMatch(new RegExp(`^ {2}(?:- | {2})${key}:`, 'm'))
  })
})
