/** Every case can fail: there is a fault that changes a reply of it. */
import { expect, it, onTestFinished } from 'vitest'
import { readFaults } from '../../server/twists.ts'
import { ownFixtures } from '../../src/ask/fixtures.ts'
import { loadSuites } from '../../src/ask/load.ts'
import { serveFixtures } from '../../src/session/fixture-server.ts'
import { record } from '../support/proof.ts'
import { reachIn } from '../support/reach.ts'

it('every case is changed by at least one fault', { timeout: 300_000 }, async () => {
  const { url, close } = await serveFixtures([ownFixtures])
  onTestFinished(close)
  const faults = [...(await readFaults()).values()]
  const missed = new Set(loadSuites().map(({ id }) => id))
  // The faults of a dialect break a server that speaks it, which the profile of that name judges.
  for (const dialect of new Set(faults.map((fault) => fault.dialect))) {
    const recording = await record(dialect === undefined ? {} : { dialect }, url)
    for (const fault of faults) {
      if (fault.dialect !== dialect) continue
      // Most cases are changed by very many faults: only those that none has changed yet are looked at.
      const open = recording.filter((recorded) => missed.has(recorded.case))
      for (const id of reachIn(open, fault).cases ?? []) missed.delete(id)
    }
  }
  expect([...missed]).toEqual([])
})
