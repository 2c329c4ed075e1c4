/** What counts as seen: these tests send nothing. */
import { describe, expect, it } from 'vitest'
import type { Answer } from '../../src/judge/attempt.ts'
import { judgeEffects } from '../../src/judge/effects.ts'
import type { Case, EffectSign, Observation, Shown, Turn } from '../../src/model/index.ts'
import { aCase, aProfile, aTurn } from '../support/cases.ts'
import { aChoice, aCompletion, chunksSaying, ERROR, reply, stream } from '../support/seen.ts'

const saying = (content: unknown) => reply(aCompletion({ choices: [aChoice({ message: { content } })] }))
const refusal = reply(ERROR, { status: 400 })

function effectsOf(patch: Partial<Case>, replies: readonly Observation[]) {
  const turns = patch.turns ?? replies.map(() => aTurn())
  const answers = replies.map((seen, place): Answer => {
    return { place, turn: turns[place] as Turn, said: [], seen }
  })
  return judgeEffects(aCase('s/a', { ...patch, turns }), answers, aProfile())
}

const isShown = (shown: Shown, ...replies: readonly Observation[]) => effectsOf({ shown }, replies).isShown

describe('an effect is shown', () => {
  it.each<readonly [string, EffectSign, readonly Observation[], boolean]>([
    ['by the text of a turn', { turn: 1, content: { pattern: 'blue' } }, [saying('blue')], true],
    ['not by another text', { turn: 1, content: { pattern: 'blue' } }, [saying('red')], false],
    ['not by the text of another turn', { turn: 2, content: { pattern: 'a' } }, [saying('a'), saying('b')], false],
    ['not by a turn without reply', { turn: 2, content: { pattern: 'a' } }, [saying('a')], false],
    ['by a field', { turn: 1, fields: { '$.choices[0].finish_reason': { const: 'stop' } } }, [saying('a')], true],
    ['not by a field that is absent', { turn: 1, fields: { '$.choices[1]': true } }, [saying('a')], false],
    ['by the absence of a field', { turn: 1, fields: { '$.choices[1]': false } }, [saying('a')], true],
    ['not by a refusal', { turn: 1, fields: { '$.choices[1]': false } }, [refusal], false],
    ['by a refusal that is the sign', { turn: 1, status: [400] }, [refusal], true],
    ['by a call', { turn: 1, calls: [] }, [saying('a')], true],
    ['not by a call of nothing', { turn: 1, calls: ['f'] }, [saying('a')], false],
    ['by the chunks of a stream', { turn: 1, chunks: 2 }, [stream(chunksSaying('a', 'b'))], true],
    ['not by a reply of one piece', { turn: 1, chunks: 1 }, [saying('a')], false],
    ['by equal texts', { same: [1, 2] }, [saying('a'), saying('a')], true],
    ['not by texts of which one differs', { same: [1, 2, 3] }, [saying('a'), saying('a'), saying('b')], false],
    ['not by equal refusals', { same: [1, 2] }, [refusal, refusal], false],
    ['not by texts that are empty', { same: [1, 2] }, [saying(''), saying('')], false],
    ['by texts of which one differs', { differ: [1, 2, 3] }, [saying('a'), saying('a'), saying('b')], true],
    ['not by equal texts that should differ', { differ: [1, 2] }, [saying('a'), saying('a')], false],
    ['not by a text and a refusal', { differ: [1, 2] }, [saying('a'), refusal], false],
    ['not by a text and no reply', { differ: [1, 2] }, [saying('a')], false],
  ])('%s', (_, sign, replies, expected) => {
    expect(isShown([sign], ...replies)).toBe(expected)
  })

  it('only if all signs of it are seen', () => {
    const signs = [{ same: [1, 2] }, { turn: 1, content: { pattern: 'b' } }]
    expect(isShown(signs, saying('a'), saying('a'))).toBe(false)
    expect(isShown(signs, saying('b'), saying('b'))).toBe(true)
  })

  it('by a case that says that meeting it is enough, if all of it is met', () => {
    const blue = { content: { pattern: 'blue' } }
    const met = (turns: readonly Turn[], ...replies: readonly Observation[]) =>
      effectsOf({ shown: 'met', turns }, replies)
    const optional = [aTurn(), aTurn({ fresh: true, when: { refused: [1] } })]
    expect(met(optional, saying('a')).isShown).toBe(true)
    expect(met([aTurn(), aTurn()], saying('a')).isShown).toBe(false)
    const assumed = [aTurn({ assume: blue })]
    const expected = [aTurn({ expect: blue })]
    expect(met(assumed, saying('blue'))).toMatchObject({ isShown: true, isMissed: false })
    expect(met(assumed, saying('red'))).toMatchObject({ isShown: false, isMissed: false })
    expect(met(expected, saying('blue'))).toMatchObject({ isShown: true, isMissed: false })
    expect(met(expected, saying('red'))).toMatchObject({ isShown: false, isMissed: true })
    expect(met(assumed, refusal)).toMatchObject({ isShown: false })
    expect(met([...assumed, aTurn()], saying('blue')), 'the second turn is missing').toMatchObject({ isShown: false })
    expect(met(assumed)).toMatchObject({ isShown: false })
  })

  it('of each parameter by its own signs, and of a case without signs never', () => {
    const audits = {
      n: { rules: [], shown: [{ turn: 1, content: { pattern: 'a' } }] },
      stop: { rules: [], shown: [{ turn: 1, content: { pattern: 'b' } }] },
      user: { rules: [] },
    }
    expect(effectsOf({ audits }, [saying('a')])).toEqual({ isShown: false, isMissed: false, parameters: ['n'] })
  })
})
