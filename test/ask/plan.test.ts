import { describe, expect, it } from 'vitest'
import { makePlan, type Wishes } from '../../src/ask/plan.ts'
import { UsageError } from '../../src/foundation/usage-error.ts'
import type { Case, Limit, Profile } from '../../src/model/index.ts'
import { aCase, aProfile, aTurn } from '../support/cases.ts'

const CASES: readonly Case[] = [
  aCase('streaming/plain', { needs: ['stream'] }),
  aCase('streaming/usage/on', { needs: ['stream', 'stream-usage'] }),
  aCase('errors/no-key', { needs: ['key'] }),
  aCase('vision/by-url', { needs: ['vision', 'image-url'] }),
  aCase('talk/tools', { turns: [aTurn(), aTurn({ needs: ['tools'] })] }),
]

function planOf(wishes: Partial<Wishes> = {}): (readonly [string, string?])[] {
  const { steps } = makePlan({
    cases: CASES,
    target: { baseUrl: 'http://127.0.0.1:1/v1', model: 'm', profile: 'p' },
    profile: aProfile(),
    hasKey: true,
    servesFixtures: true,
    ...wishes,
  })
  return steps.map(({ case: { id }, skip }) => (skip === undefined ? [id] : [id, skip]))
}

const ids = (wishes: Partial<Wishes>): string[] => planOf(wishes).map(([id]) => id)

describe('the plan', () => {
  it('contains every case in order without patterns', () => expect(planOf()).toEqual(CASES.map(({ id }) => [id])))

  it('selects by suite and by case', () => {
    expect(ids({ suites: ['errors', 'streaming'] })).toEqual(['streaming/plain', 'streaming/usage/on', 'errors/no-key'])
    expect(ids({ only: ['**/plain', 'talk'] })).toEqual(['streaming/plain', 'talk/tools'])
    expect(ids({ suites: ['str*'], only: ['*/usage'] })).toEqual(['streaming/usage/on'])
  })

  it('is rejected if a pattern matches nothing', () => {
    expect(() => planOf({ suites: ['straeming'] })).toThrow(UsageError)
    expect(() => planOf({ suites: ['straeming'] })).toThrow('no suite matches "straeming"; the nearest: streaming')
    expect(() => planOf({ only: ['errors/no-keys'] })).toThrow(
      'no case matches "errors/no-keys"; the nearest: errors/no-key',
    )
    expect(() => planOf({ suites: ['errors'], only: ['streaming/plain'] })).toThrow('no case matches "streaming/plain"')
  })

  it('names its target', () => {
    const target = { baseUrl: 'http://127.0.0.1:1/v1', model: 'm', profile: 'p' }
    const plan = makePlan({ cases: [], target, profile: aProfile(), hasKey: false, servesFixtures: false })
    expect(plan).toEqual({ target, steps: [], scope: {} })
  })
})

describe('the plan skips', () => {
  const lacking = (...lacks: string[]): Profile => aProfile({ name: 'small', lacks })
  const skips = (wishes: Partial<Wishes>): (readonly [string, string?])[] => planOf(wishes).filter(([, skip]) => skip)

  it('a case that needs a capability the profile lacks, also in a turn', () => {
    expect(skips({ profile: lacking('stream-usage', 'tools') })).toEqual([
      ['streaming/usage/on', 'the profile small says that the target has no stream-usage'],
      ['talk/tools', 'the profile small says that the target has no tools'],
    ])
  })

  it('a case about keys if there is no key', () => {
    expect(skips({ hasKey: false })).toEqual([
      ['errors/no-key', 'no key is configured, so the target need not ask for one'],
    ])
  })

  it('a case with a fixture URL if no fixtures are served', () => {
    expect(skips({ servesFixtures: false })).toEqual([
      ['vision/by-url', 'needs --serve-fixtures, which serves the images on loopback'],
    ])
  })

  describe('for a limit of the dialect', () => {
    const limit = (at: string, is: Limit['is']): Limit => ({ says: 'it takes less.', at, is, source: 's' })
    const oneChoice = limit('$.n', { const: 1 })
    const skipOf = (turns: Case['turns'], ...limits: readonly Limit[]): string | undefined => {
      const [[, skip] = []] = planOf({
        cases: [aCase('a/b', { turns })],
        profile: aProfile({ name: 'small', limits }),
      })
      return skip
    }
    const two = aTurn({ send: { n: 2 } })

    it.each<[string, Case['turns'], ...Limit[]]>([
      ['beyond it', [two], oneChoice],
      ['beyond it in a later turn', [aTurn(), two], oneChoice],
      ['beyond the second of two limits', [two], limit('$.x', false), oneChoice],
      [
        'with one of several values beyond it',
        [aTurn({ send: { stop: ['a', ''] } })],
        limit('$.stop[*]', { minLength: 1 }),
      ],
      ['that is beyond it as an object', [two], limit('$', { maxProperties: 0 })],
      ['beyond it in a literal body', [aTurn({ raw: '{"n": 2}' })], oneChoice],
    ])('a case with a request %s', (_, turns, ...limits) => {
      expect(skipOf(turns, ...limits)).toBe('the profile small says: it takes less.')
    })

    it.each([
      ['within it', [aTurn({ send: { n: 1 } })]],
      ['without the limited member', [aTurn({ send: {} })]],
      ['whose body is not JSON', [aTurn({ raw: '{"n": 2' })]],
      ['that the target has to reject', [aTurn({ send: { n: 2 }, expect: { status: [400] } })]],
      ['that the target may reject', [aTurn({ send: { n: 2 }, expect: { status: ['2xx', 400] } })]],
      ['to a path that is not an endpoint of the API', [aTurn({ send: { n: 2 }, path: '/embeddings' })]],
      ['by GET', [aTurn({ send: { n: 2 }, method: 'GET', path: '/models' })]],
    ])('no case with a request %s', (_, turns) => {
      expect(skipOf(turns, oneChoice)).toBeUndefined()
    })
  })

  it('an audit of a parameter that the dialect spells differently', () => {
    const audits = { max_completion_tokens: { rules: ['usage/limit'] } }
    const cases = [aCase('a/audit', { audits }), aCase('a/other', { audits: { seed: { rules: [] } } }), aCase('a/none')]
    const profile = aProfile({
      name: 'odd',
      adapt: { rename: { max_completion_tokens: 'max_tokens' }, add: {}, parts: {}, query: {} },
    })
    expect(skips({ cases, profile })).toEqual([
      ['a/audit', 'the profile odd says that max_completion_tokens is spelled max_tokens'],
    ])
    // A name that every object inherits is not a parameter.
    expect(skips({ cases: [aCase('a/odd', { audits: { constructor: { rules: [] } } })], profile })).toEqual([])
  })
})
