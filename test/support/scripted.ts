/** Runs against a scripted target: cases, answers, and their results. */
import type { Case, Plan, Report, Request, Rule, RunEvent, Send, Step, Verdict } from '../../src/model/index.ts'
import { run, type Tools } from '../../src/run/run.ts'
import { aCase, aProfile, aTurn } from './cases.ts'
import { aChoice, aCompletion, CHAT, type Circumstances, reply } from './seen.ts'
import { NEVER } from './wire.ts'

export const KEY = 'sk-very-secret-key-0001'

export function aRule(patch: Partial<Rule> = {}): Rule {
  const words = { says: 'x', source: 'x', why: 'x', mend: 'x', wrong: 'x', right: 'x' }
  return { ...words, level: 'MUST', basis: 'published schema', on: [], ...patch }
}

/** The rules that the engine itself names, and rules that report replies with BAD or MEH. */
export const RULES: ReadonlyMap<string, Rule> = new Map([
  ['case/status', aRule()],
  ['case/content', aRule()],
  ['case/calls', aRule()],
  ['case/fields', aRule()],
  ['own/may', aRule({ level: 'MAY' })],
  ['own/bad', aRule({ on: ['json', 'error', 'unreadable'], check: (seen) => speak('BAD', seen) })],
  ['own/meh', aRule({ level: 'SHOULD', on: ['json'], check: (seen) => speak('MEH', seen) })],
])

function* speak(word: string, seen: object): Generator<{ at: string; message: string; got: string }> {
  if ('text' in seen && String(seen.text).includes(word))
    yield { at: '/body', message: `says ${word}`, got: String(seen.text) }
}

export type Answer = readonly [body: unknown, about?: Circumstances]

export const saying = (content: string): Answer => [aCompletion({ choices: [aChoice({ message: { content } })] })]

/** A target that sends these answers in turn and repeats the last one. */
export function scripted(...answers: Answer[]): { send: Send; requests: Request[] } {
  const requests: Request[] = []
  const send: Send = async (request) => {
    const [body, about] = answers[Math.min(requests.length, answers.length - 1)] ?? ['']
    requests.push(request)
    return { ...reply(body, about).exchange, request }
  }
  return { send, requests }
}

export function tools(send: Send, patch: Partial<Tools> = {}): Tools {
  return {
    send,
    rules: RULES,
    profile: aProfile(),
    setting: { baseUrl: 'http://host:1/v1', model: 'm', headers: { authorization: 'Bearer $KEY' }, api: CHAT },
    attempts: 3,
    concurrency: 4,
    secrets: new Map([['$KEY', KEY]]),
    version: '0',
    ...patch,
  }
}

export function planOf(...steps: (Case | Step)[]): Plan {
  const target = { baseUrl: 'http://host:1/v1', model: 'm', profile: 'strict' }
  return { target, scope: {}, steps: steps.map((step) => ('case' in step ? step : { case: step })) }
}

export async function eventsOf(plan: Plan, given: Tools, signal = NEVER): Promise<RunEvent[]> {
  const events: RunEvent[] = []
  for await (const event of run(plan, given, signal)) events.push(event)
  return events
}

export const reportIn = (events: readonly RunEvent[]): Report => {
  const last = events.at(-1)
  if (last?.type !== 'end') throw new Error('the run did not end')
  return last.report
}

/** The verdict on one case. */
export async function verdictOn(one: Case, answers: readonly Answer[], patch: Partial<Tools> = {}): Promise<Verdict> {
  const { cases } = reportIn(await eventsOf(planOf(one), tools(scripted(...answers).send, patch)))
  const [verdict] = cases
  if (!verdict) throw new Error('there is no verdict')
  return verdict
}

/** A case that assumes that the model says blue. */
export const assuming = aCase('s/one', { turns: [aTurn({ assume: { content: { pattern: 'blue' } } })] })
