import type { Rule } from '../../../../../src/model/index.ts'
import { integer } from '../../../../rules/_helpers.ts'
import { refusedForms } from '../conversation/_forms.ts'

export default {
  says: 'Any integer is accepted as seed, zero and negative ones too.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › seed (a 64-bit integer)',
  why: 'Programs draw seeds at random: those that an unsigned number cannot hold fail now and then.',
  mend: 'Read seed as a signed 64-bit integer.',
  wrong: '{"seed": -1} → 422, {"seed": 42} → 200',
  right: '{"seed": -1} → 200, {"seed": 42} → 200',
  on: ['conversation'],
  check: (seen) => refusedForms(seen, ({ seed, ...ask }) => (isSafe(seed) ? ask : undefined)),
} satisfies Rule<'conversation'>

/** An integer that is the same on both sides: the published bounds are not exact in a double. */
function isSafe(seed: unknown): boolean {
  return integer(seed) !== undefined && Number.isSafeInteger(seed)
}
