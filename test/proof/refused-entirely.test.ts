/** A server that refuses every question for one reason, such as a gateway that adds a parameter which its upstream does not know. */
import { expect, it } from 'vitest'
import { refuseAll } from '../../server/faults/_requests.ts'
import type { Twist } from '../../server/twist.ts'
import { LONGEST_MS, prove } from '../support/proof.ts'

const REFUSING: Twist = {
  says: 'Every question is refused; the list of models is there.',
  ...refuseAll(({ path }) => path.endsWith('/chat/completions'), 400, 'Unsupported parameter: no_stop_trim'),
}

it('has one defect', { timeout: LONGEST_MS }, async () => {
  const { report } = await prove({ twists: [REFUSING] }, { verdictsOnly: true })
  expect(report.defects.map(({ rule }) => rule)).toEqual(['case/status'])
})
