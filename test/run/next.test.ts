/** What a case sends next, computed from the answers so far. */
import { describe, expect, it } from 'vitest'
import type { Setting } from '../../src/ask/compose.ts'
import { owedBy } from '../../src/ask/owed.ts'
import type { Answer } from '../../src/judge/attempt.ts'
import type { Case, Json, Observation, Turn } from '../../src/model/index.ts'
import { next } from '../../src/run/next.ts'
import { aCase, aProfile, aTurn } from '../support/cases.ts'
import { frozen } from '../support/frozen.ts'
import { saying } from '../support/scripted.ts'
import { aCall, aChoice, aCompletion, CHAT, ERROR, reply } from '../support/seen.ts'

const SETTING: Setting = { baseUrl: 'http://host:1/v1', model: 'm', headers: {}, api: CHAT }
const PROFILE = aProfile()
const USER = (content: string): Json => ({ role: 'user', content })
const asking = (content: string, patch: Partial<Turn> = {}): Turn =>
  aTurn({ send: { messages: [USER(content)] }, ...patch })
const caseOf = (...turns: Turn[]): Case => aCase('s/one', { turns })

type Given = Observation | readonly Observation[]
const said = (content: string): Observation => reply(saying(content)[0])
const messageOf = (seen: Observation): unknown =>
  seen.kind === 'json' && (seen.result.choices as { message: unknown }[])[0]?.message

/** What the case sends in its last step, after these replies to the steps before. Every step sends what `next` returns. */
function converse(one: Case, ...replies: Given[]) {
  const answers: Answer[] = []
  for (const given of replies) {
    const due = next(one, frozen([...answers]), frozen(SETTING), PROFILE)
    if (!due || 'unable' in due) throw new Error('nothing is asked')
    const seen = Array.isArray(given) ? (given as readonly Observation[]) : [given as Observation]
    expect(seen).toHaveLength(due.requests.length)
    for (const [i, { turn, said: carried }] of due.requests.entries()) {
      const owed = { ...(seen[i] as Observation), owed: owedBy(turn.expect) }
      answers.push({ place: due.place, turn, said: carried, seen: owed as Observation })
    }
  }
  return { answers, due: next(one, frozen(answers), frozen(SETTING), PROFILE) }
}

/** The place and the messages of every request of the step. */
function asked(one: Case, ...replies: Given[]) {
  const { due } = converse(one, ...replies)
  if (!due) return undefined
  if ('unable' in due) return { place: due.place, unable: due.unable }
  const bodies = due.requests.map(({ request }) => request.body as { messages: unknown })
  return { place: due.place, messages: bodies.map(({ messages }) => messages) }
}

const UNUSABLE = reply(ERROR, { status: 400 })
const CALL = reply(aCompletion({ choices: [aChoice({ message: { content: null, tool_calls: [aCall('f', '{}')] } })] }))
const BLUE = { content: { pattern: 'blue' } }

describe('the next step', () => {
  it('is the first turn at the beginning, ready to send', () => {
    const { due } = converse(caseOf(asking('Hi, {{model}}'), asking('And?')))
    expect(due).toMatchObject({
      place: 0,
      requests: [
        {
          turn: { send: { messages: [USER('Hi, m')] } },
          request: { method: 'POST', url: 'http://host:1/v1/chat/completions', endpoint: 'chat' },
          said: [USER('Hi, m')],
        },
      ],
    })
  })

  it('continues with the conversation and the reply', () => {
    const one = caseOf(asking('Hi'), asking('And?'), asking('So?'))
    const [first, second] = [said('One'), said('Two')]
    expect(asked(one, first)).toEqual({ place: 1, messages: [[USER('Hi'), messageOf(first), USER('And?')]] })
    expect(asked(one, first, second)).toEqual({
      place: 2,
      messages: [[USER('Hi'), messageOf(first), USER('And?'), messageOf(second), USER('So?')]],
    })
  })

  it('is undefined after the last turn', () => {
    expect(asked(caseOf(asking('Hi')), said('Hello'))).toBeUndefined()
    expect(asked(caseOf(asking('Hi')), UNUSABLE)).toBeUndefined()
    expect(asked(caseOf())).toBeUndefined()
  })

  it('starts a new conversation with a fresh turn', () => {
    const one = caseOf(asking('Hi'), asking('New', { fresh: true }), asking('And?'))
    const third = said('Three')
    expect(asked(one, said('Hello'))).toEqual({ place: 1, messages: [[USER('New')]] })
    expect(asked(one, said('Hello'), third)).toEqual({
      place: 2,
      messages: [[USER('New'), messageOf(third), USER('And?')]],
    })
  })

  it.each([
    ['an unusable reply', asking('Hi'), UNUSABLE],
    ['an assumption that does not hold', asking('Hi', { assume: BLUE }), said('red')],
  ])('skips turns after %s, up to the next fresh turn', (_, first, given) => {
    expect(asked(caseOf(first, asking('And?')), given)).toBeUndefined()
    const one = caseOf(first, asking('And?'), asking('So?'), asking('New', { fresh: true }), asking('More?'))
    expect(asked(one, given)).toEqual({ place: 3, messages: [[USER('New')]] })
    expect(asked(one, given, UNUSABLE)).toBeUndefined()
  })

  it('continues after an unmet expectation', () => {
    expect(asked(caseOf(asking('Hi', { expect: BLUE }), asking('And?')), said('red'))?.place).toBe(1)
  })

  it('is undefined after a wrong status that later turns depend on, also for a fresh turn', () => {
    const first = asking('Hi', { expect: { status: [200, 401] }, assume: { status: [401] } })
    expect(asked(caseOf(first, asking('New', { fresh: true })), said('Hello'))).toBeUndefined()
  })

  it('is several parallel requests, each with its number, and continues with the first reply', () => {
    const one = caseOf(asking('Say {{number}}', { times: 3 }), asking('And?'))
    const due = asked(one)
    expect(due?.place).toBe(0)
    expect(new Set(due?.messages?.map((messages) => JSON.stringify(messages))).size).toBe(3)
    const first = (due?.messages?.[0] as readonly Json[] | undefined)?.[0]
    const replies = [said('One'), said('Two'), said('Three')] as const
    expect(asked(one, replies)).toEqual({ place: 1, messages: [[first, messageOf(replies[0]), USER('And?')]] })
    expect(asked(one, [said('One'), UNUSABLE, said('Three')])).toBeUndefined()
  })

  it('cannot be composed after an invalid reply, and a later fresh turn follows', () => {
    const one = caseOf(asking('Hi'), asking('And?'), asking('So?'), asking('New', { fresh: true }))
    const unable = 'the model called a tool, but this case defines no tool result'
    expect(asked(one, CALL)).toEqual({ place: 1, unable })
    const { answers } = converse(one, CALL)
    const turn = one.turns[1] as Turn
    expect(next(one, frozen([...answers, { place: 1, turn, unable }]), SETTING, PROFILE)).toMatchObject({
      place: 3,
      requests: [{ said: [USER('New')] }],
    })
  })

  it('answers the calls of the reply', () => {
    const one = caseOf(asking('Hi'), aTurn({ answer: { f: '4' }, send: {} }))
    expect(asked(one, CALL)).toEqual({
      place: 1,
      messages: [[USER('Hi'), messageOf(CALL), { role: 'tool', tool_call_id: 'call_f', content: '4' }]],
    })
  })

  it('is the same if the same answers are given again', () => {
    const one = frozen(caseOf(asking('Hi', { times: 2 }), asking('And?')))
    const { answers, due } = converse(one, [said('One'), said('Two')])
    expect(next(one, answers, SETTING, PROFILE)).toEqual(due)
  })
})
