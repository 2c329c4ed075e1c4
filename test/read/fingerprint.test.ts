import { describe, expect, it } from 'vitest'
import type { Sign } from '../../src/model/index.ts'
import { collect, type Placed, type Specimen, specimenOf, suggest } from '../../src/read/fingerprint.ts'
import { aProfile } from '../support/cases.ts'
import { A_MODEL, aCompletion, CHAT, completion, errorReply, models, stream } from '../support/seen.ts'

const owned: Sign = {
  says: 'models are owned by "us"',
  on: 'models',
  at: '$.data[*].owned_by',
  is: { const: 'us' },
}
const timed: Sign = { says: 'completions have timings', on: 'completion', at: '$.timings', is: true }
const named: Sign = { says: 'the server names itself', on: 'completion', header: 'server', is: { pattern: '^us' } }

const specimens = (...seen: Parameters<typeof specimenOf>[0][]): Specimen[] => {
  const kept: Placed[] = []
  for (const [i, one] of seen.entries()) collect(kept, specimenOf(one, CHAT), i)
  return kept.map(({ specimen }) => specimen)
}
const ownModels = models({ object: 'list', data: [{ ...A_MODEL, owned_by: 'us' }] })
const withTimings = completion(aCompletion({ timings: {} }))

describe('a profile', () => {
  const us = aProfile({ name: 'us', title: 'Us', signs: [owned, timed] })

  it('is suggested with its evidence if its signs are seen', () => {
    expect(suggest([us], specimens(ownModels, withTimings))).toEqual({
      profile: 'us',
      title: 'Us',
      evidence: ['models are owned by "us"', 'completions have timings'],
    })
  })

  it('is evaluated only on signs that could have been seen', () => {
    expect(suggest([us], specimens(ownModels))?.evidence).toEqual(['models are owned by "us"'])
  })

  it('is not suggested for half of its signs or for none', () => {
    expect(suggest([us], specimens(models(), withTimings))).toBeUndefined()
    expect(suggest([us], specimens(stream(), errorReply()))).toBeUndefined()
    expect(suggest([us], [])).toBeUndefined()
  })

  it('with the most matching signs wins; a tie suggests nothing', () => {
    const less = aProfile({ name: 'less', signs: [owned] })
    const same = aProfile({ name: 'same', signs: [timed, owned] })
    expect(suggest([less, us], specimens(ownModels, withTimings))?.profile).toBe('us')
    expect(suggest([us, same], specimens(ownModels, withTimings))).toBeUndefined()
  })

  it('may be recognised by a header', () => {
    const headed = aProfile({ name: 'headed', signs: [named] })
    expect(suggest([headed], specimens(completion(aCompletion(), { headers: { server: 'us/1.0' } })))?.profile).toBe(
      'headed',
    )
    expect(suggest([headed], specimens(completion()))).toBeUndefined()
  })
})

it('keeps the first replies in the order of their cases, whatever the order of arrival', () => {
  const replies = Array.from({ length: 60 }, (_, i) => ({
    place: i,
    specimen: specimenOf(completion(aCompletion({ id: `${i}` })), CHAT),
  }))
  const keep = (those: typeof replies): number[] => {
    const kept: Placed[] = []
    for (const { place, specimen } of those) collect(kept, specimen, place)
    return kept.map(({ place }) => place).sort((a, b) => a - b)
  }
  expect(keep(replies)).toEqual(keep([...replies].reverse()))
  expect(keep(replies)).toEqual(Array.from({ length: 20 }, (_, i) => i))
})
