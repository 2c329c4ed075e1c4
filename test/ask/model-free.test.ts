import { describe, expect, it } from 'vitest'
import { describeModelNeed, evaluatedRules, selectRules } from '../../src/ask/model-free.ts'
import { makePlan } from '../../src/ask/plan.ts'
import { loadRules } from '../../src/ask/registry.ts'
import { UsageError } from '../../src/foundation/usage-error.ts'
import type { Case } from '../../src/model/index.ts'
import { aCase, aProfile, aTurn } from '../support/cases.ts'

const modelFree = {
  capabilities: ['stream'],
  rules: ['stream', 'http/*', 'params/null-accepted'],
  except: ['stream/same-id'],
}
const IDS = ['chunk/object-const', 'http/status-200', 'stream/same-id', 'stream/same-model']
const profile = aProfile({ name: 'mock', modelFree })

const needOf = (patch: Partial<Case>): string | undefined => describeModelNeed(aCase('a/case', patch), modelFree)

describe('a case depends on a model', () => {
  it.each<[string, Partial<Case>, string]>([
    ['if it needs another capability', { needs: ['stream', 'tools'] }, 'needs tools'],
    ['also in a turn', { turns: [aTurn(), aTurn({ needs: ['vision'] })] }, 'needs vision'],
    [
      'if it assumes words',
      { turns: [aTurn({ assume: { content: { pattern: 'x' } } })] },
      'assumes something of the reply',
    ],
    ['if it assumes a status', { turns: [aTurn({ assume: { status: [401] } })] }, 'assumes something of the reply'],
    ['if it expects a call', { turns: [aTurn({ expect: { calls: ['f'] } })] }, 'expects words or calls of the model'],
    ['if it answers a call', { turns: [aTurn({ answer: { f: '1' } })] }, 'expects words or calls of the model'],
    ['if it is shown by words', { shown: [{ turn: 1, content: {} }] }, 'is shown by words or calls of the model'],
    ['if it compares words', { shown: [{ differ: [1, 2] }] }, 'is shown by words or calls of the model'],
    [
      'if it is about another rule',
      { turns: [aTurn({ expect: { rule: 'stream/same-id' } })] },
      'is about stream/same-id',
    ],
    ['if another rule reports that it is ignored', { ignored: ['usage/positive'] }, 'is about usage/positive'],
    ['if no rule says that a parameter is ignored', { audits: { seed: { rules: [] } } }, 'is about the effect of seed'],
    [
      'if another rule says that a parameter is ignored',
      { audits: { stop: { rules: ['params/stop-sequences'] } } },
      'is about the effect of stop',
    ],
  ])('%s', (_, patch, need) => expect(needOf(patch)).toBe(need))

  it.each<[string, Partial<Case>]>([
    ['if it sends a plain request', {}],
    ['if it is shown by a status or by chunks', { needs: ['stream'], shown: [{ turn: 1, status: [200], chunks: 2 }] }],
    ['if it is shown by fields', { shown: [{ turn: 1, fields: { '$.usage': {} } }] }],
    ['if an evaluated rule says that the parameter is ignored', { audits: { stream: { rules: ['http/status-200'] } } }],
    [
      'if it is only about a parameter being accepted',
      { audits: { user: { rules: [] } }, turns: [aTurn({ expect: { rule: 'params/null-accepted' } })] },
    ],
  ])('but not %s', (_, patch) => expect(needOf(patch)).toBeUndefined())

  it('and is then skipped with the reason', () => {
    const { steps } = makePlan({
      cases: [aCase('a/plain'), aCase('a/tools', { needs: ['tools'] })],
      target: { baseUrl: 'http://127.0.0.1:1/v1', model: 'm', profile: 'mock' },
      profile,
      hasKey: false,
      servesFixtures: false,
    })
    expect(steps.map(({ skip }) => skip)).toEqual([
      undefined,
      'the profile mock leaves out what depends on a model: the case needs tools',
    ])
  })
})

describe('the rules that are evaluated', () => {
  it('are those of the profile, as far as the user wants them', () => {
    expect([...selectRules([], IDS, profile)]).toEqual(['http/status-200', 'stream/same-model'])
    expect([...selectRules(['stream'], IDS, profile)]).toEqual(['stream/same-model'])
    expect([...selectRules(['stream'], IDS, aProfile())]).toEqual(['stream/same-id', 'stream/same-model'])
  })

  it('cannot be none', () => {
    const select = () => selectRules(['chunk'], IDS, profile)
    expect(select).toThrow(UsageError)
    expect(select).toThrow('the profile mock evaluates none of the rules chunk: they depend on a model')
  })

  it('keep their order', async () => {
    const ids = [...evaluatedRules(await loadRules(), [], profile).keys()]
    expect(ids).toContain('params/null-accepted')
    expect(ids).toEqual([...ids].sort())
  })
})
