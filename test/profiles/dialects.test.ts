/**
 * The reference server answers in each dialect, and the profile of the same name judges it: what the dialect is documented
 * to do is tolerated, all of it occurs, and exactly that is reported under the contract alone.
 */
import { describe, expect, it } from 'vitest'
import { listDialects } from '../../server/index.ts'
import { loadProfile } from '../../src/ask/load.ts'
import type { Noted, Report } from '../../src/model/index.ts'
import { generalPlace } from '../../src/read/beyond.ts'
import { LONGEST_MS, prove } from '../support/proof.ts'

/** Versions of a dialect without their own profile. */
const WITHOUT_PROFILE = ['mindie-2026']

const dialects = (await listDialects()).map(({ id }) => id).filter((id) => !WITHOUT_PROFILE.includes(id))
/** The contract says nothing about a dialect of another API. */
const ofContract = dialects.filter((id) => loadProfile(id).api === loadProfile('openai').api)

describe.each(dialects)('the dialect %s', { timeout: LONGEST_MS }, (dialect) => {
  it('conforms to its own profile, and everything that the profile tolerates occurs', async () => {
    const { report } = await prove({ dialect }, { profile: dialect, verdictsOnly: true })
    const { outcome, cases } = report.summary
    expect({ outcome, fail: cases.fail, warn: cases.warn, error: cases.error, stale: report.stale }).toEqual({
      outcome: 'conforms',
      fail: 0,
      warn: 0,
      error: 0,
      stale: [],
    })
    expect(report.extensions.filter(({ documented }) => !documented)).toEqual([])
    await expect(pageOf(report)).toMatchFileSnapshot(`snapshots/${dialect}.txt`)
  })
})

describe.each(ofContract)('the dialect %s', { timeout: LONGEST_MS }, (dialect) => {
  it('deviates from the contract as it is documented to, and is recognised', async () => {
    const { report } = await prove({ dialect }, { suggests: true, verdictsOnly: true })
    expect(report.suggestion?.profile).toBe(dialect)
    await expect(pageOf(report)).toMatchFileSnapshot(`snapshots/${dialect}.openai.txt`)
  })
})

it('the reference server itself is not recognised as a dialect', { timeout: LONGEST_MS }, async () => {
  const only = ['single-turn', 'streaming', 'models', 'errors']
  const { report } = await prove({}, { only, suggests: true, verdictsOnly: true })
  expect(report.suggestion).toBeUndefined()
})

/** The findings, without what depends on the run: a line for each kind of finding, and for each field beyond the contract. */
function pageOf({ cases, extensions }: Report): string {
  // A clock that is read for every chunk is visible only if a second ends in the middle of a stream.
  const findings = cases
    .flatMap((verdict) => verdict.findings)
    .filter(({ level, rule }) => level !== 'MAY' && rule !== 'stream/same-created')
  const lines = [
    ...new Set(findings.map(lineOf)),
    ...extensions.map((one) => `beyond the contract: ${one.in} ${one.at}${one.documented ? ' (documented)' : ''}`),
  ]
  return `${lines.sort().join('\n')}\n`
}

function lineOf({ level, rule, at, tolerated }: Noted): string {
  return `${level} ${rule} ${generalPlace(at)}${tolerated === undefined ? '' : ' (tolerated)'}`
}
