/** The legal variations of event streams also apply to LightLLM's own streams: no rule has a finding for any framing. */
import { expect, it } from 'vitest'
import { LONGEST_MS, ofLevel, prove } from '../support/proof.ts'

const NAME = 'lightllm-legacy'

it.each(['crlf', 'cr', 'comments', 'comment-first', 'extra-blank-lines'])(
  'the variant %s has no findings',
  { timeout: LONGEST_MS },
  async (id) => {
    const proof = await prove({ dialect: NAME, variants: [id] }, { profile: NAME, verdictsOnly: true })
    expect(ofLevel(proof, 'MUST', 'SHOULD')).toEqual([])
  },
)

it('the server is not blamed for its model: with random words no MUST or SHOULD rule has a finding and no case fails', {
  timeout: LONGEST_MS,
}, async () => {
  const proof = await prove({ dialect: NAME, quality: 'random' }, { profile: NAME, verdictsOnly: true })
  expect(ofLevel(proof, 'MUST', 'SHOULD')).toEqual([])
  const { fail, error } = proof.report.summary.cases
  expect({ fail, error }).toEqual({ fail: 0, error: 0 })
})
