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

  const only = (when: Turn['when'], patch: Partial<Turn> = {}): Turn =>
    turnSaying('Only then', { fresh: true, ...(when ? { when } : {}), ...patch })
  const RED = turnSaying('Hi', { assume: BLUE })

  it.each<[string, Turn, Turn['when'], Given, boolean]>([
    ['a refused turn that was refused', turnSaying('Hi'), { refused: [1] }, UNUSABLE, true],
    ['a refused turn that was answered', turnSaying('Hi'), { refused: [1] }, replySaying('Hello'), false],
    ['a refused turn that hit a limit of the rate', RED, { refused: [1] }, reply(ERROR, { status: 429 }), false],
    [
      'a turn refused as it may be',
      turnSaying('Hi', { expect: { status: ['2xx', '4xx'] } }),
      { refused: [1] },
      UNUSABLE,
      true,
    ],
    ['an unmet turn that was not met', RED, { unmet: [1] }, replySaying('red'), true],
    ['an unmet turn that was met', RED, { unmet: [1] }, replySaying('blue'), false],
    ['an unmet turn that was refused', RED, { unmet: [1] }, UNUSABLE, false],
    ['a met turn that was met', RED, { met: [1] }, replySaying('blue'), true],
    ['a met turn that was not met', RED, { met: [1] }, replySaying('red'), false],
    [
      'a met turn with an unmet expectation',
      turnSaying('Hi', { expect: BLUE }),
      { met: [1] },
      replySaying('red'),
      false,
    ],
    ['two conditions of which one does not hold', RED, { unmet: [1], met: [1] }, replySaying('red'), false],
    [
      'one of several replies that was refused',
      turnSaying('Hi', { times: 2 }),
      { refused: [1] },
      [replySaying('a'), UNUSABLE],
      true,
    ],
    ['signs that are seen', turnSaying('Hi'), { shown: [{ turn: 1, ...BLUE }] }, replySaying('blue'), true],
    ['signs that are not seen', turnSaying('Hi'), { shown: [{ turn: 1, ...BLUE }] }, replySaying('red'), false],
    [
      'several replies of which one was not met',
      turnSaying('Hi', { times: 2, assume: BLUE }),
      { met: [1] },
      [replySaying('blue'), replySaying('red')],
      false,
    ],
  ])('depends on %s', (_, first, when, given, isSent) => {
    const testCase = caseOf(first, only(when), turnSaying('Last', { fresh: true }))
    expect(requestsOf(testCase, given)).toEqual(
      isSent ? { place: 1, messages: [[USER('Only then')]] } : { place: 2, messages: [[USER('Last')]] },
    )
  })

  it('leaves out what depends on a turn that was not sent, and what the target lacks', () => {
    const states = [{ refused: [2] }, { unmet: [2] }, { met: [2] }]
    const after = states.map((when) => only(when))
    expect(requestsOf(caseOf(turnSaying('Hi'), only({ refused: [1] }), ...after), replySaying('a'))).toBeUndefined()
    const testCase = caseOf(turnSaying('Hi'), only({ refused: [1] }, { needs: ['vision'] }))
    expect(requestsOf(testCase, UNUSABLE)?.place).toBe(1)
    const { answers } = converse(testCase, UNUSABLE)
    expect(next(testCase, answers, SETTING, aProfile({ lacks: ['vision'] }))).toBeUndefined()
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

  it('has the token limit that a model needs to think, but no limit where the case has none', () => {
    const low = caseOf(turnSaying('Hi', { send: { max_completion_tokens: 16, messages: [] } }), turnSaying('And?'))
    const generous = { ...SETTING, leastTokens: 2048 }
    expect(next(low, [], generous, PROFILE)).toMatchObject({
      requests: [{ request: { body: { max_completion_tokens: 2048 } } }],
    })
    expect(next(low, [], { ...SETTING, leastTokens: 8 }, PROFILE)).toMatchObject({
      requests: [{ request: { body: { max_completion_tokens: 16 } } }],
    })
    const free = next(caseOf(turnSaying('Hi')), [], generous, PROFILE)
    expect(JSON.stringify(free)).not.toContain('max_completion_tokens')
  })

  it('is the same if the same answers are given again', () => {
    const testCase = frozen(caseOf(turnSaying('Hi', { times: 2 }), turnSaying('And?')))
    const { answers, due } = converse(testCase, [replySaying('One'), replySaying('Two')])
    expect(next(testCase, answers, SETTING, PROFILE)).toEqual(due)
  })
})
