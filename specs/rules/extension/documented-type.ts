import type { Rule } from '../../../src/model/index.ts'

const KINDS = ['json', 'stream', 'error'] as const

export default {
  says: 'A field that the dialect adds to the contract has the type that the dialect documents.',
  level: 'MUST',
  basis: 'reference documentation',
  source: "Documentation of the dialect, as the profile's `extensions` name it",
  why: 'Clients written for the dialect read the field as documented, and fail on another type.',
  mend: 'Send the field with the documented type, or omit it.',
  wrong: '"prefill_time": "45"',
  right: '"prefill_time": 45',
  on: KINDS,
  *check({ beyond }) {
    for (const { at, got, misfit } of beyond)
      if (misfit !== undefined) yield { at, message: `does not match the documentation of the dialect: ${misfit}`, got }
  },
} satisfies Rule<(typeof KINDS)[number]>
