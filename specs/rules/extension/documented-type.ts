import type { Rule } from '../../../src/model/index.ts'

const KINDS = ['json', 'stream', 'error'] as const

export default {
  says: 'A member that the dialect adds to the contract has the type that the dialect documents.',
  level: 'MUST',
  basis: 'reference documentation',
  source: "Documentation of the dialect, as the profile's `extensions` name it",
  why: 'Clients written for the dialect read the member as its documentation says, and fail on another type.',
  mend: 'Send the member with the documented type, or leave it out.',
  wrong: '"prefill_time": "45"',
  right: '"prefill_time": 45',
  on: KINDS,
  *check({ beyond }) {
    for (const { at, got, misfit } of beyond)
      if (misfit !== undefined) yield { at, message: `is not what the dialect documents: ${misfit}`, got }
  },
} satisfies Rule<(typeof KINDS)[number]>
