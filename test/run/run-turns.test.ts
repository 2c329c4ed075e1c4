/** Conversations with a scripted target, turn by turn and attempt by attempt. */
import { describe, expect, it } from 'vitest'
import { aCase, aTurn } from '../support/cases.ts'
import { nested } from '../support/hostile.ts'
import {
  type Answer,
  assuming,
  eventsOf,
  planOf,
  reportIn,
  saying,
  scripted,
  tools,
  verdictOn,
} from '../support/scripted.ts'
import { aCall, aChoice, aCompletion, ERROR } from '../support/seen.ts'

describe('attempts', () => {
  it('continue until the model does what is assumed', async () => {
    expect(await verdictOn(assuming, [saying('red'), saying('blue')])).toMatchObject({ outcome: 'pass', attempts: 2 })
  })

  it('are limited to the configured number', async () => {
    const { send, requests } = scripted(saying('red'))
    const [event] = (await eventsOf(planOf(assuming), tools(send, { attempts: 2 }))).filter(
      ({ type }) => type === 'case',
    )
    expect(event).toMatchObject({ verdict: { outcome: 'inconclusive', attempts: 2 } })
    expect(requests).toHaveLength(2)
  })

  it('are limited to one for any other outcome', async () => {
    for (const answer of [saying('BAD'), [ERROR, { status: 429 }] satisfies Answer])
      expect((await verdictOn(assuming, [answer])).attempts).toBe(1)
  })
})

describe('turns', () => {
  it('are not sent after a status other than the assumed one, also if they are fresh', async () => {
    const { send, requests } = scripted(saying('Hello'))
    const first = aTurn({ expect: { status: ['2xx', 401] }, assume: { status: [401] } })
    const testCase = aCase('s/one', { turns: [first, aTurn({ fresh: true, expect: { status: [401] } })] })
    const { cases } = reportIn(await eventsOf(planOf(testCase), tools(send, { attempts: 1 })))
    expect(cases).toMatchObject([{ outcome: 'inconclusive', findings: [] }])
    expect(requests).toHaveLength(1)
  })

  it('carry the conversation, and a fresh turn does not', async () => {
    const { send, requests } = scripted(saying('one'), saying('two'), saying('three'))
    const testCase = aCase('s/talk', { turns: [aTurn(), aTurn(), aTurn({ fresh: true })] })
    await eventsOf(planOf(testCase), tools(send))
    const roles = requests.map(({ body }) =>
      (body as { messages: { role: string }[] }).messages.map(({ role }) => role),
    )
    expect(roles).toEqual([['user'], ['user', 'assistant', 'user'], ['user']])
  })

  it('are not sent after an unusable reply; a fresh turn is', async () => {
    const { send, requests } = scripted([ERROR, { status: 400 }], saying('BAD'))
    const testCase = aCase('s/talk', { needs: ['tools'], turns: [aTurn(), aTurn(), aTurn({ fresh: true })] })
    const { cases } = reportIn(await eventsOf(planOf(testCase), tools(send)))
    expect(requests).toHaveLength(2)
    expect(cases).toMatchObject([{ outcome: 'fail', turns: [{ status: 400 }, { status: 200 }] }])
  })

  it('with a tool result need a call; without a call the case is inconclusive', async () => {
    const testCase = aCase('s/tools', { turns: [aTurn(), aTurn({ answer: { f: '4' } })] })
    const verdict = await verdictOn(testCase, [saying('no')], { attempts: 1 })
    expect(verdict).toMatchObject({
      outcome: 'inconclusive',
      reason: 'the model called no tool, so there is nothing to answer',
    })
    const calling = aCompletion({ choices: [aChoice({ message: { tool_calls: [aCall('f', '{}')] } })] })
    expect((await verdictOn(testCase, [[calling], saying('4')])).outcome).toBe('pass')
  })

  it('may not be refused after an accepted turn, also if the capability is optional', async () => {
    const testCase = aCase('s/tools', { needs: ['tools'], turns: [aTurn(), aTurn()] })
    expect(await verdictOn(testCase, [saying('a'), [ERROR, { status: 400 }]])).toMatchObject({
      outcome: 'fail',
      findings: [{ rule: 'case/status', turn: 1 }],
    })
  })

  it('may be sent several times in parallel, and each reply is judged', async () => {
    const { send, requests } = scripted(saying('a'), saying('BAD'), saying('c'))
    const { cases } = reportIn(await eventsOf(planOf(aCase('s/many', { turns: [aTurn({ times: 3 })] })), tools(send)))
    expect(requests).toHaveLength(3)
    expect(cases).toMatchObject([{ turns: [{}, {}, {}], findings: [{ turn: 1 }] }])
  })

  it('with a message too deep to be sent back stop the case, not the run', async () => {
    const deep = `{"choices":[{"message":{"role":"assistant","content":"a","x":${nested(100_000)}}}]}`
    const testCase = aCase('s/deep', { turns: [aTurn(), aTurn()] })
    const verdict = await verdictOn(testCase, [[deep]], { attempts: 1 })
    expect(verdict).toMatchObject({
      outcome: 'inconclusive',
      reason: 'the previous reply nests too deep to be sent back',
    })
    const turns = verdict?.turns.map(({ reply: _reply, ...turn }) => turn)
    expect(JSON.stringify({ ...verdict, turns }).length).toBeLessThan(10_000)
  })

  it('are reported with their exchanges', async () => {
    const { turns } = await verdictOn(aCase('s/one'), [saying('Hello')])
    expect(turns).toEqual([
      {
        request: {
          method: 'POST',
          url: 'http://host:1/v1/chat/completions',
          body: { model: 'm', messages: [{ role: 'user', content: 'Hello' }] },
        },
        status: 200,
        ended: 'complete',
        timings: expect.objectContaining({ totalMs: expect.any(Number) }),
        retries: 0,
        curl: expect.stringMatching(/^curl .*"authorization: Bearer \$KEY"/),
        reply: {
          headers: ['content-type: application/json'],
          form: 'json',
          pieces: [{ at: 1, text: expect.stringContaining('"Hello"') }],
        },
      },
    ])
  })
})
