/** Complete runs against a scripted target: from a plan to the events of a run. */
import { setImmediate as tick } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Exchange, Send } from '../../src/model/index.ts'
import type { Tools } from '../../src/run/run.ts'
import { aCase, aTurn } from '../support/cases.ts'
import { type Answer, eventsOf, KEY, planOf, reportIn, saying, scripted, tools } from '../support/scripted.ts'
import { reply } from '../support/seen.ts'

describe('secrets', () => {
  it('are not in any event, also if the target echoes them', async () => {
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
  it('start with the plan, report every case, and end with the report in the order of the plan', async () => {
    const cases = ['s/a', 's/b', 's/c', 's/d'].map((id) => aCase(id))
    // The later a case is sent, the sooner it is answered.
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
    let requestCount = 0
    const send: Send = async (request) => {
      if (++requestCount === count) stop.abort()
      const silent = stop.signal.aborted && ended === 'aborted'
      const { exchange } = reply(...(silent ? (['', { ended: 'unreachable' }] satisfies Answer) : saying('Hello')))
      return { ...exchange, request, ...(silent ? { ended: 'aborted' as const } : {}) }
    }
    return { given: tools(send, { concurrency: 1 }), signal: stop.signal }
  }
  const conversation = aCase('s/talk', { turns: [aTurn(), aTurn()] })

  it('drops the case in progress and the cases after it', async () => {
    const { given, signal } = stoppingAt(2, 'aborted')
    const { summary, cases } = reportIn(
      await eventsOf(planOf(aCase('s/one'), aCase('s/two'), aCase('s/three')), given, signal),
    )
    expect(cases.map(({ id, outcome }) => [id, outcome])).toEqual([['s/one', 'pass']])
    expect(summary).toMatchObject({ outcome: 'not-tested', interrupted: true })
  })

  it('between two turns drops the case, because half a conversation proves nothing', async () => {
    const { given, signal } = stoppingAt(1, 'complete')
    expect(reportIn(await eventsOf(planOf(conversation), given, signal)).cases).toEqual([])
  })

  it('during the last reply keeps the case if that reply is complete', async () => {
    const { given, signal } = stoppingAt(2, 'complete')
    expect(reportIn(await eventsOf(planOf(conversation), given, signal)).cases).toMatchObject([
      { id: 's/talk', outcome: 'pass' },
    ])
  })
})
