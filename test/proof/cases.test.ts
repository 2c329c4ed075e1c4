/** Every case can fail: there is a fault that changes a reply of it. */
import { expect, it, onTestFinished } from 'vitest'
import type { Fault } from '../../server/twist.ts'
import { readFaults } from '../../server/twists.ts'
import { ownFixtures } from '../../src/ask/fixtures.ts'
import { loadSuites } from '../../src/ask/load.ts'
import { serveFixtures } from '../../src/cli/fixture-server.ts'
import { prove } from '../support/proof.ts'
import { startProbe } from '../support/reach.ts'

type Faults = readonly (readonly [id: string, fault: Fault])[]

it('every case is changed by at least one fault', { timeout: 120_000 }, async () => {
  const { url, close } = await serveFixtures([ownFixtures])
  onTestFinished(close)
  const faults = [...(await readFaults())]
  let missed = loadSuites().map(({ id }) => id)
  // The faults of a dialect break a server that speaks it, which the profile of that name judges.
  for (const dialect of new Set(faults.map(([, fault]) => fault.dialect))) {
    const ofDialect = faults.filter(([, fault]) => fault.dialect === dialect)
    // Most cases are changed by very many: a few show it sooner than all of them.
    const few = ofDialect.filter((_, i) => i % 16 === 0)
    for (const some of [few, ofDialect.filter((one) => !few.includes(one))]) {
      if (!missed.length) return
      const hit = await casesHit(some, dialect, missed, url)
      missed = missed.filter((id) => !hit.has(id))
    }
  }
  expect(missed).toEqual([])
})

/** Which of these cases the faults of one dialect change, as one run shows. */
async function casesHit(
  faults: Faults,
  dialect: string | undefined,
  cases: readonly string[],
  fixturesUrl: string,
): Promise<ReadonlySet<string>> {
  const { twist, casesOf } = startProbe(new Map(faults))
  const server = { twists: [twist], ...(dialect === undefined ? {} : { dialect }) }
  const { report } = await prove(server, cases, dialect, fixturesUrl)
  return new Set(faults.flatMap(([id]) => casesOf(id, report) ?? []))
}
