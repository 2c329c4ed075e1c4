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
const turnSaying = (content: string, patch: Partial<Turn> = {}): Turn =>
  aTurn({ send: { messages: [USER(content)] }, ...patch })
const caseOf = (...turns: Turn[]): Case => aCase('s/one', { turns })

type Given = Observation | readonly Observation[]
const replySaying = (content: string): Observation => reply(saying(content)[0])
const messageOf = (seen: Observation): unknown =>
  seen.kind === 'json' && (seen.result.choices as { message: unknown }[])[0]?.message

/** What the case sends in its last step, after these replies to the steps before. Every step sends what `next` returns. */
function converse(testCase: Case, ...replies: Given[]) {
  const answers: Answer[] = []
  for (const given of replies) {
    const due = next(testCase, frozen([...answers]), frozen(SETTING), PROFILE)
    if (!due || 'unable' in due) throw new Error('nothing is asked')
    const seen = Array.isArray(given) ? (given as readonly Observation[]) : [given as Observation]
    expect(seen).toHaveLength(due.requests.length)
    for (const [i, { turn, said: carried }] of due.requests.entries()) {
      const owed = { ...(seen[i] as Observation), owed: owedBy(turn.expect) }
      answers.push({ place: due.place, turn, said: carried, seen: owed as Observation })
    }
  }
  return { answers, due: next(testCase, frozen(answers), frozen(SETTING), PROFILE) }
}

/** The place and the messages of every request of the step. */
function requestsOf(testCase: Case, ...replies: Given[]) {
  const { due } = converse(testCase, ...replies)
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
    const { due } = converse(caseOf(turnSaying('Hi, {{model}}'), turnSaying('And?')))
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
    const testCase = caseOf(turnSaying('Hi'), turnSaying('And?'), turnSaying('So?'))
    const [first, second] = [replySaying('One'), replySaying('Two')]
    expect(requestsOf(testCase, first)).toEqual({ place: 1, messages: [[USER('Hi'), messageOf(first), USER('And?')]] })
    expect(requestsOf(testCase, first, second)).toEqual({
      place: 2,
      messages: [[USER('Hi'), messageOf(first), USER('And?'), messageOf(second), USER('So?')]],
    })
  })

  it('is undefined after the last turn', () => {
    expect(requestsOf(caseOf(turnSaying('Hi')), replySaying('Hello'))).toBeUndefined()
    expect(requestsOf(caseOf(turnSaying('Hi')), UNUSABLE)).toBeUndefined()
    expect(requestsOf(caseOf())).toBeUndefined()
  })

  it('starts a new conversation with a fresh turn', () => {
    const testCase = caseOf(turnSaying('Hi'), turnSaying('New', { fresh: true }), turnSaying('And?'))
    const third = replySaying('Three')
    expect(requestsOf(testCase, replySaying('Hello'))).toEqual({ place: 1, messages: [[USER('New')]] })
    expect(requestsOf(testCase, replySaying('Hello'), third)).toEqual({
      place: 2,
      messages: [[USER('New'), messageOf(third), USER('And?')]],
    })
  })

  it.each([
    ['an unusable reply', turnSaying('Hi'), UNUSABLE],
    ['an assumption that does not hold', turnSaying('Hi', { assume: BLUE }), replySaying('red')],
  ])('skips turns after %s, up to the next fresh turn', (_, first, given) => {
    expect(requestsOf(caseOf(first, turnSaying('And?')), given)).toBeUndefined()
    const testCase = caseOf(
      first,
      turnSaying('And?'),
      turnSaying('So?'),
      turnSaying('New', { fresh: true }),
      turnSaying('More?'),
    )
    expect(requestsOf(testCase, given)).toEqual({ place: 3, messages: [[USER('New')]] })
    expect(requestsOf(testCase, given, UNUSABLE)).toBeUndefined()
  })

  it('continues after an unmet expectation', () => {
    expect(requestsOf(caseOf(turnSaying('Hi', { expect: BLUE }), turnSaying('And?')), replySaying('red'))?.place).toBe(
      1,
    )
  })

  it('is undefined after a wrong status that later turns depend on, also for a fresh turn', () => {
    const first = turnSaying('Hi', { expect: { status: [200, 401] }, assume: { status: [401] } })
    expect(requestsOf(caseOf(first, turnSaying('New', { fresh: true })), replySaying('Hello'))).toBeUndefined()
  })

  it('is several parallel requests, each with its number, and continues with the first reply', () => {
    const testCase = caseOf(turnSaying('Say {{number}}', { times: 3 }), turnSaying('And?'))
    const due = requestsOf(testCase)
    expect(due?.place).toBe(0)
    expect(new Set(due?.messages?.map((messages) => JSON.stringify(messages))).size).toBe(3)
    const first = (due?.messages?.[0] as readonly Json[] | undefined)?.[0]
    const replies = [replySaying('One'), replySaying('Two'), replySaying('Three')] as const
    expect(requestsOf(testCase, replies)).toEqual({
      place: 1,
      messages: [[first, messageOf(replies[0]), USER('And?')]],
    })
    expect(requestsOf(testCase, [replySaying('One'), UNUSABLE, replySaying('Three')])).toBeUndefined()
  })

  it('cannot be composed after an invalid reply, and a later fresh turn follows', () => {
    const testCase = caseOf(turnSaying('Hi'), turnSaying('And?'), turnSaying('So?'), turnSaying('New', { fresh: true }))
    const unable = 'the model called a tool, but this case defines no tool result'
    expect(requestsOf(testCase, CALL)).toEqual({ place: 1, unable })
    const { answers } = converse(testCase, CALL)
    const turn = testCase.turns[1] as Turn
    expect(next(testCase, frozen([...answers, { place: 1, turn, unable }]), SETTING, PROFILE)).toMatchObject({
      place: 3,
      requests: [{ said: [USER('New')] }],
    })
  })

  it('answers the calls of the reply', () => {
    const testCase = caseOf(turnSaying('Hi'), aTurn({ answer: { f: '4' }, send: {} }))
    expect(requestsOf(testCase, CALL)).toEqual({
      place: 1,
      messages: [[USER('Hi'), messageOf(CALL), { role: 'tool', tool_call_id: 'call_f', content: '4' }]],
    })
  })

  it('is the same if the same answers are given again', () => {
    const testCase = frozen(caseOf(turnSaying('Hi', { times: 2 }), turnSaying('And?')))
    const { answers, due } = converse(testCase, [replySaying('One'), replySaying('Two')])
    expect(next(testCase, answers, SETTING, PROFILE)).toEqual(due)
  })
})
