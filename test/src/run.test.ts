/** Whole conversations with a scripted target: from a plan to the events of a run. */
import { setImmediate as tick } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Case, Exchange, Plan, Report, Request, Rule, RunEvent, Send, Step, Verdict } from '../../src/model.ts'
import { run, type Tools } from '../../src/run.ts'
import { aCase, aProfile, aTurn } from '../support/cases.ts'
import { nested } from '../support/hostile.ts'
import { aCall, aChoice, aCompletion, type Circumstances, ERROR, reply } from '../support/seen.ts'
import { NEVER } from '../support/wire.ts'

const KEY = 'sk-very-secret-key-0001'

function aRule(patch: Partial<Rule> = {}): Rule {
  const words = { says: 'x', source: 'x', why: 'x', mend: 'x', wrong: 'x', right: 'x' }
  return { ...words, level: 'MUST', basis: 'published schema', on: [], ...patch }
}

/** The rules that the engine itself names, and one that speaks wherever a reply says BAD or MEH. */
const RULES: ReadonlyMap<string, Rule> = new Map([
  ['case/status', aRule()],
  ['case/content', aRule()],
  ['case/calls', aRule()],
  ['case/fields', aRule()],
  ['own/may', aRule({ level: 'MAY' })],
  ['own/bad', aRule({ on: ['completion', 'error', 'unreadable'], check: (seen) => speak('BAD', seen) })],
  ['own/meh', aRule({ level: 'SHOULD', on: ['completion'], check: (seen) => speak('MEH', seen) })],
])

function* speak(word: string, seen: object): Generator<{ at: string; message: string; got: string }> {
  if ('text' in seen && String(seen.text).includes(word))
    yield { at: '/body', message: `says ${word}`, got: String(seen.text) }
}

type Answer = readonly [body: unknown, about?: Circumstances]

const saying = (content: string): Answer => [aCompletion({ choices: [aChoice({ message: { content } })] })]

/** A target that gives these answers in turn, the last one again and again. */
function scripted(...answers: Answer[]): { send: Send; requests: Request[] } {
  const requests: Request[] = []
  const send: Send = async (request) => {
    const [body, about] = answers[Math.min(requests.length, answers.length - 1)] ?? ['']
    requests.push(request)
    return { ...reply(body, about).exchange, request }
  }
  return { send, requests }
}

function tools(send: Send, patch: Partial<Tools> = {}): Tools {
  return {
    send,
    rules: RULES,
    profile: aProfile(),
    setting: { baseUrl: 'http://host:1/v1', model: 'm', headers: { authorization: 'Bearer $KEY' } },
    attempts: 3,
    concurrency: 4,
    secrets: new Map([['$KEY', KEY]]),
    version: '0',
    ...patch,
  }
}

function planOf(...steps: (Case | Step)[]): Plan {
  const target = { baseUrl: 'http://host:1/v1', model: 'm', profile: 'strict' }
  return { target, scope: {}, steps: steps.map((step) => ('case' in step ? step : { case: step })) }
}

async function eventsOf(plan: Plan, given: Tools, signal = NEVER): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of run(plan, given, signal)) events.push(event)
  return events
}

const reportIn = (events: readonly RunEvent[]): Report => {
  const last = events.at(-1)
  if (last?.type !== 'end') throw new Error('the run did not end')
  return last.report
}

/** The verdict on one case. */
async function verdictOn(one: Case, answers: readonly Answer[], patch: Partial<Tools> = {}): Promise<Verdict> {
  const { cases } = reportIn(await eventsOf(planOf(one), tools(scripted(...answers).send, patch)))
  const [verdict] = cases
  if (!verdict) throw new Error('there is no verdict')
  return verdict
}

const STREAM: Circumstances = { ask: { stream: true }, headers: { 'content-type': 'text/event-stream' } }
const needy = aCase('s/one', { needs: ['tools'] })
const refusing = aCase('s/one', { turns: [aTurn({ expect: { status: ['4xx'] } })] })
const assuming = aCase('s/one', { turns: [aTurn({ assume: { content: { pattern: 'blue' } } })] })

describe('the outcome of a case', () => {
  it.each([
    ['pass', 'a good reply', aCase('s/one'), saying('Hello')],
    ['warn', 'a SHOULD', aCase('s/one'), saying('MEH')],
    ['fail', 'a MUST', aCase('s/one'), saying('BAD')],
    ['pass', 'a refusal that is owed', refusing, [ERROR, { status: 400 }]],
    ['fail', 'a success where a refusal is owed', refusing, saying('Hello')],
    ['fail', 'a refusal of what nobody may refuse', aCase('s/one'), [ERROR, { status: 400 }]],
    ['unsupported', 'a refusal of what is optional', needy, [ERROR, { status: 400 }]],
    ['unsupported', 'a 501 to what is optional', needy, [ERROR, { status: 501 }]],
    ['inconclusive', 'a model that does not do what is assumed', assuming, saying('red')],
    [
      'inconclusive',
      'another status than is assumed',
      aCase('s/one', { turns: [aTurn({ expect: { status: ['2xx', 401] }, assume: { status: [401] } })] }),
      saying('Hello'),
    ],
    ['fail', 'a MUST, whatever is assumed', assuming, saying('red BAD')],
    ['error', 'no connection', aCase('s/one'), ['', { ended: 'unreachable' }]],
    ['error', 'no reply in time', aCase('s/one'), ['', { ended: 'no-reply' }]],
    ['error', 'a reply that did not come to its end', aCase('s/one'), [': wait\n\n', { ...STREAM, ended: 'stalled' }]],
    [
      'pass',
      'a stream that was not closed behind its end',
      aCase('s/one'),
      ['data: {}\n\ndata: [DONE]\n\n', { ...STREAM, ended: 'stalled' }],
    ],
    ['error', 'a rate limit', aCase('s/one'), [ERROR, { status: 429 }]],
    ['error', 'a target that is not available', needy, [ERROR, { status: 503 }]],
    ['error', 'a key that is rejected', needy, [ERROR, { status: 401 }]],
    [
      'error',
      'a key that is rejected where the request has to be',
      aCase('s/one', { turns: [aTurn({ expect: { status: [400] } })] }),
      [ERROR, { status: 401 }],
    ],
    [
      'fail',
      'a wrong 401 to a key of the turn itself',
      aCase('s/one', { turns: [aTurn({ headers: { authorization: null }, expect: { status: [400] } })] }),
      [ERROR, { status: 401 }],
    ],
    [
      'pass',
      'a 401 that is owed',
      aCase('s/one', { turns: [aTurn({ expect: { status: [401] } })] }),
      [ERROR, { status: 401 }],
    ],
    ['inconclusive', 'a server error about which no rule speaks', aCase('s/one'), [ERROR, { status: 500 }]],
    ['inconclusive', 'a closed connection about which no rule speaks', aCase('s/one'), ['', { ended: 'hung-up' }]],
  ] satisfies [string, string, Case, Answer][])('is %s: %s', async (outcome, _, one, answer) => {
    expect((await verdictOn(one, [answer])).outcome).toBe(outcome)
  })

  it('is skip for a step that is not to run, and nothing is sent', async () => {
    const { send, requests } = scripted(saying('Hello'))
    const { cases } = reportIn(await eventsOf(planOf({ case: aCase('s/one'), skip: 'no key' }), tools(send)))
    expect(cases).toMatchObject([{ outcome: 'skip', reason: 'no key', attempts: 0, turns: [], findings: [] }])
    expect(requests).toEqual([])
  })

  it('says why', async () => {
    const [limited, refused, red] = await Promise.all([
      verdictOn(aCase('s/one'), [[ERROR, { status: 429 }]]),
      verdictOn(needy, [[{ error: { message: 'No tools here.' } }, { status: 400 }]]),
      verdictOn(assuming, [saying('red')]),
    ])
    expect([limited.reason, refused.reason, red.reason]).toEqual([
      'rate limited (429)',
      'refused with 400: No tools here.',
      'assumed of the model: /choices/0/message/content it must match pattern "blue"',
    ])
  })

  it('is an error that names the rule, when a rule of ours fails', async () => {
    const failing = aRule({
      on: ['completion'],
      check() {
        throw new Error('broken')
      },
    })
    const verdict = await verdictOn(aCase('s/one'), [saying('x')], { rules: new Map([['own/broken', failing]]) })
    expect(verdict).toMatchObject({
      outcome: 'error',
      reason: 'a bug of chat-conformance: the rule own/broken failed: broken',
    })
  })
})

describe('findings', () => {
  it('name the rule, the level, the turn and the place', async () => {
    const two = aCase('s/two', { turns: [aTurn(), aTurn()] })
    const { findings } = await verdictOn(two, [saying('ok'), saying('BAD')])
    expect(findings).toMatchObject([{ rule: 'own/bad', level: 'MUST', turn: 1, at: '/body', message: 'says BAD' }])
  })

  it('of an expectation belong to the rule that the case names', async () => {
    const expectation = { content: { pattern: 'blue' }, calls: ['f'], fields: { '$.x': true } }
    const plain = await verdictOn(aCase('s/one', { turns: [aTurn({ expect: expectation })] }), [saying('red')])
    expect(plain.findings.map(({ rule, at }) => [rule, at])).toEqual([
      ['case/content', '/choices/0/message/content'],
      ['case/calls', '/choices/0/message/tool_calls'],
      ['case/fields', '$.x'],
    ])
    const named = aCase('s/one', { turns: [aTurn({ expect: { ...expectation, rule: 'own/may' } })] })
    expect(await verdictOn(named, [saying('red')])).toMatchObject({
      outcome: 'pass',
      findings: [{ rule: 'own/may', level: 'MAY' }, { rule: 'own/may' }, { rule: 'own/may' }],
    })
  })

  it('of a case say nothing of a 500 to what is optional: the rules have named it', async () => {
    const turns = [aTurn({ expect: { status: ['2xx'], rule: 'own/may' } })]
    const refused = [aTurn({ expect: { status: [400], rule: 'own/may' } })]
    const of = async (one: Case) => (await verdictOn(one, [[ERROR, { status: 500 }]])).findings
    for (const owed of [turns, refused]) {
      expect(await of(aCase('s/one', { turns: owed }))).toMatchObject([{ rule: 'own/may', got: 500 }])
      expect(await of(aCase('s/one', { turns: owed, needs: ['tools'] }))).toEqual([])
    }
  })

  it('that the profile tolerates stay, with the reason', async () => {
    const profile = aProfile({ tolerate: [{ rule: 'own/bad', reason: 'it is known', source: 's' }] })
    const verdict = await verdictOn(aCase('s/one'), [saying('BAD')], { profile })
    expect(verdict).toMatchObject({ outcome: 'pass', findings: [{ tolerated: 'it is known' }] })
  })
})

describe('attempts', () => {
  it('go on until the model does what is assumed', async () => {
    expect(await verdictOn(assuming, [saying('red'), saying('blue')])).toMatchObject({ outcome: 'pass', attempts: 2 })
  })

  it('are not more than was said', async () => {
    const { send, requests } = scripted(saying('red'))
    const [event] = (await eventsOf(planOf(assuming), tools(send, { attempts: 2 }))).filter(
      ({ type }) => type === 'case',
    )
    expect(event).toMatchObject({ verdict: { outcome: 'inconclusive', attempts: 2 } })
    expect(requests).toHaveLength(2)
  })

  it('are one for anything else', async () => {
    for (const answer of [saying('BAD'), [ERROR, { status: 429 }] satisfies Answer])
      expect((await verdictOn(assuming, [answer])).attempts).toBe(1)
  })
})

describe('turns', () => {
  it('that follow another status than was assumed are not asked, even if they are fresh', async () => {
    const { send, requests } = scripted(saying('Hello'))
    const first = aTurn({ expect: { status: ['2xx', 401] }, assume: { status: [401] } })
    const one = aCase('s/one', { turns: [first, aTurn({ fresh: true, expect: { status: [401] } })] })
    const { cases } = reportIn(await eventsOf(planOf(one), tools(send, { attempts: 1 })))
    expect(cases).toMatchObject([{ outcome: 'inconclusive', findings: [] }])
    expect(requests).toHaveLength(1)
  })

  it('carry the conversation, and a fresh one does not', async () => {
    const { send, requests } = scripted(saying('one'), saying('two'), saying('three'))
    const one = aCase('s/talk', { turns: [aTurn(), aTurn(), aTurn({ fresh: true })] })
    await eventsOf(planOf(one), tools(send))
    const roles = requests.map(({ body }) =>
      (body as { messages: { role: string }[] }).messages.map(({ role }) => role),
    )
    expect(roles).toEqual([['user'], ['user', 'assistant', 'user'], ['user']])
  })

  it('that cannot build on the reply before are not sent; a fresh one is', async () => {
    const { send, requests } = scripted([ERROR, { status: 400 }], saying('BAD'))
    const one = aCase('s/talk', { needs: ['tools'], turns: [aTurn(), aTurn(), aTurn({ fresh: true })] })
    const { cases } = reportIn(await eventsOf(planOf(one), tools(send)))
    expect(requests).toHaveLength(2)
    expect(cases).toMatchObject([{ outcome: 'fail', turns: [{ status: 400 }, { status: 200 }] }])
  })

  it('with an answer need a call; without one the case is inconclusive', async () => {
    const one = aCase('s/tools', { turns: [aTurn(), aTurn({ answer: { f: '4' } })] })
    const verdict = await verdictOn(one, [saying('no')], { attempts: 1 })
    expect(verdict).toMatchObject({
      outcome: 'inconclusive',
      reason: 'the model called no tool, so there is nothing to answer',
    })
    const calling = aCompletion({ choices: [aChoice({ message: { tool_calls: [aCall('f', '{}')] } })] })
    expect((await verdictOn(one, [[calling], saying('4')])).outcome).toBe('pass')
  })

  it('after an accepted one may not be refused, also where the ability is optional', async () => {
    const one = aCase('s/tools', { needs: ['tools'], turns: [aTurn(), aTurn()] })
    expect(await verdictOn(one, [saying('a'), [ERROR, { status: 400 }]])).toMatchObject({
      outcome: 'fail',
      findings: [{ rule: 'case/status', turn: 1 }],
    })
  })

  it('may be sent several times at once; each reply is judged', async () => {
    const { send, requests } = scripted(saying('a'), saying('BAD'), saying('c'))
    const { cases } = reportIn(await eventsOf(planOf(aCase('s/many', { turns: [aTurn({ times: 3 })] })), tools(send)))
    expect(requests).toHaveLength(3)
    expect(cases).toMatchObject([{ turns: [{}, {}, {}], findings: [{ turn: 1 }] }])
  })

  it('with a message too deep to be sent back end the case, not the run', async () => {
    const deep = `{"choices":[{"message":{"role":"assistant","content":"a","x":${nested(100_000)}}}]}`
    const one = aCase('s/deep', { turns: [aTurn(), aTurn()] })
    const verdict = await verdictOn(one, [[deep]], { attempts: 1 })
    expect(verdict).toMatchObject({
      outcome: 'inconclusive',
      reason: 'the reply before nests too deep to be sent back',
    })
    const turns = verdict?.turns.map(({ reply: _reply, ...turn }) => turn)
    expect(JSON.stringify({ ...verdict, turns }).length).toBeLessThan(10_000)
  })

  it('are reported with what crossed the wire', async () => {
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
          pieces: [{ at: 1, text: expect.stringContaining('"Hello"') }],
        },
      },
    ])
  })
})

describe('comparisons', () => {
  const compared = aRule({
    on: ['conversation'],
    check: () => [
      { at: '/replies/0/id', message: 'x' },
      { at: '/elsewhere', message: 'y' },
    ],
  })
  const wholeRun = aRule({ on: ['run'], check: () => [{ at: '/traces', message: 'z' }] })

  it('of the replies of a case belong to the turn that they point to, or to the last', async () => {
    const two = aCase('s/two', { turns: [aTurn(), aTurn()] })
    const { findings } = await verdictOn(two, [saying('a')], { rules: new Map([['own/compared', compared]]) })
    expect(findings.map(({ turn }) => turn)).toEqual([0, 1])
    expect(
      (await verdictOn(aCase('s/one'), [saying('a')], { rules: new Map([['own/compared', compared]]) })).findings,
    ).toEqual([])
  })

  it('of all replies of a run are a verdict of their own, behind the others', async () => {
    const given = tools(scripted(saying('a')).send, { rules: new Map([['own/run', wholeRun]]) })
    const { cases } = reportIn(await eventsOf(planOf(aCase('s/one'), aCase('s/two')), given))
    expect(cases.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['s/one', 'pass'],
      ['s/two', 'pass'],
      ['run/all-replies', 'fail'],
    ])
  })
})

describe('secrets', () => {
  it('are in no event, also when the target echoes them', async () => {
    const echo = saying(`BAD key ${KEY}, ${encodeURIComponent(KEY)}, ${Buffer.from(KEY).toString('base64')}`)
    const two = aCase('s/two', { turns: [aTurn(), aTurn()] })
    const refused: Answer = [{ error: { message: `Incorrect key ${KEY}` } }, { status: 400 }]
    const events = await eventsOf(
      planOf(two, aCase('s/needy', { needs: ['tools'] })),
      tools(scripted(echo, echo, refused).send, { concurrency: 1 }),
    )
    const text = JSON.stringify(events)
    expect(text).toContain('Incorrect key $KEY')
    expect(text).toContain('says BAD')
    for (const form of [KEY, Buffer.from(KEY).toString('base64').slice(0, -4)]) expect(text).not.toContain(form)
  })
})

describe('events', () => {
  it('begin with the plan, tell of every case, and end with the report in the order of the plan', async () => {
    const cases = ['s/a', 's/b', 's/c', 's/d'].map((id) => aCase(id))
    // The later a case is asked, the sooner it is answered.
    const waiting: (() => void)[] = []
    const answerAll = async (): Promise<void> => {
      for (const go of waiting.reverse()) {
        go()
        await tick()
      }
    }
    const send: Send = async (request): Promise<Exchange> => {
      await new Promise<void>((resolve) => {
        if (waiting.push(resolve) === cases.length) void answerAll()
      })
      return { ...reply(...saying('Hello')).exchange, request }
    }
    const events = await eventsOf(planOf(...cases), tools(send))
    expect(events[0]).toMatchObject({ type: 'start', cases: [{}, {}, {}, {}] })
    expect(events.flatMap((event) => (event.type === 'begin' ? event.case : []))).toEqual(['s/a', 's/b', 's/c', 's/d'])
    expect(events.flatMap((event) => (event.type === 'case' ? event.verdict.id : []))).toEqual([
      's/d',
      's/c',
      's/b',
      's/a',
    ])
    expect(reportIn(events).cases.map(({ id }) => id)).toEqual(['s/a', 's/b', 's/c', 's/d'])
    expect(reportIn(events).summary.outcome).toBe('conforms')
  })
})

describe('a stop', () => {
  /** A target that answers, and stops the run at this request. */
  function stoppingAt(count: number, ended: 'aborted' | 'complete'): { given: Tools; signal: AbortSignal } {
    const stop = new AbortController()
    let asked = 0
    const send: Send = async (request) => {
      if (++asked === count) stop.abort()
      const silent = stop.signal.aborted && ended === 'aborted'
      const { exchange } = reply(...(silent ? (['', { ended: 'unreachable' }] satisfies Answer) : saying('Hello')))
      return { ...exchange, request, ...(silent ? { ended: 'aborted' as const } : {}) }
    }
    return { given: tools(send, { concurrency: 1 }), signal: stop.signal }
  }
  const talk = aCase('s/talk', { turns: [aTurn(), aTurn()] })

  it('leaves out the case under way and those after it', async () => {
    const { given, signal } = stoppingAt(2, 'aborted')
    const { summary, cases } = reportIn(
      await eventsOf(planOf(aCase('s/one'), aCase('s/two'), aCase('s/three')), given, signal),
    )
    expect(cases.map(({ id, outcome }) => [id, outcome])).toEqual([['s/one', 'pass']])
    expect(summary).toMatchObject({ outcome: 'not-tested', interrupted: true })
  })

  it('between two turns leaves out the case: half a conversation proves nothing', async () => {
    const { given, signal } = stoppingAt(1, 'complete')
    expect(reportIn(await eventsOf(planOf(talk), given, signal)).cases).toEqual([])
  })

  it('during the last reply keeps the case, if that came whole', async () => {
    const { given, signal } = stoppingAt(2, 'complete')
    expect(reportIn(await eventsOf(planOf(talk), given, signal)).cases).toMatchObject([
      { id: 's/talk', outcome: 'pass' },
    ])
  })
})
