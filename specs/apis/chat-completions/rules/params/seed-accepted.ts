import type { Rule } from '../../../../../src/model/index.ts'
import { integer } from '../../../../rules/_helpers.ts'
import { findRefusedForms } from '../conversation/_forms.ts'

export default {
  says: 'Any integer is accepted as seed, including zero and negative integers.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › seed (a 64-bit integer)',
  why: 'Programs choose seeds at random: if the server reads seed as an unsigned number, some of their requests fail.',
  mend: 'Read seed as a signed 64-bit integer.',
  wrong: '{"seed": -1} → 422, {"seed": 42} → 200',
  right: '{"seed": -1} → 200, {"seed": 42} → 200',
  on: ['conversation'],
  check: (seen) => findRefusedForms(seen, ({ seed, ...ask }) => (isSafe(seed) ? ask : undefined)),
} satisfies Rule<'conversation'>

/** An integer that a double represents exactly, unlike the published bounds. */
function isSafe(seed: unknown): boolean {
  return integer(seed) !== undefined && Number.isSafeInteger(seed)
}
