/**
 * Reports that people see, for tests of what shows them: of the reference server as it is, with faults, in another dialect,
 * and of servers that answer nothing useful. They are always the same: without times and random ids.
 */
import type { Twist } from '../../server/twist.ts'
import { loadRules } from '../../src/ask/registry.ts'
import type { Report } from '../../src/model/index.ts'
import { type Manner, prove } from './proof.ts'

/** A server answers all requests like this. */
const ANSWERS_500: Twist = {
  says: 'Every request is answered with 500.',
  refusal: () => ({ status: 500, message: 'Internal server error', type: 'server_error', param: null, code: null }),
}
const PLAIN_4XX: Twist = {
  says: 'Every refusal is plain text.',
  reply: (reply) => {
    if (reply.status < 400 || reply.status > 499) return
    reply.headers['content-type'] = 'text/plain; charset=utf-8'
    reply.body = 'Bad Request'
  },
}

const SCENES = {
  clean: [{}, {}],
  'done-missing': [{ faults: ['done-missing'] }, {}],
  'usage-chunk-missing': [{ faults: ['usage-chunk-missing'] }, {}],
  'three-faults': [{ faults: ['chunk-created-missing', 'calls-finish-with-stop', 'usage-sum-wrong'] }, {}],
  'llama-cpp': [{ dialect: 'llama.cpp' }, { profile: 'openai' }],
  'all-500': [{ twists: [ANSWERS_500] }, {}],
  'plain-4xx': [{ twists: [PLAIN_4XX] }, {}],
} as const satisfies Record<string, readonly [Parameters<typeof prove>[0], Manner]>

export type Scene = keyof typeof SCENES

export const SCENE_NAMES = Object.keys(SCENES) as readonly Scene[]

/** The rules that the reports name. */
export const SCENE_RULES = await loadRules()

/** Suites and cases that show every capability once or twice: a report of a second, not of ten. */
const FEW = [
  'single-turn',
  'streaming',
  'errors',
  'models',
  'function-calling/auto',
  'function-calling/auto/streamed',
  'function-calling/required',
  'function-calling/required/streamed',
  'function-calling/repeated',
  'function-calling/parallel',
  'structured-output/json-object',
  'structured-output/json-object/streamed',
  'logprobs/forms',
  'parameters/n/three',
  'parameters/stop',
  'parameters/max-tokens',
  'parameters/seed-repeats',
  'usage/repeatable',
]

const made = new Map<string, Promise<Report>>()

/**
 * The report of a scene.
 * @param all of all cases, which takes several seconds; by default of a few of them
 */
export function reportOfScene(name: Scene, all = false): Promise<Report> {
  const key = `${name} ${all}`
  const report = made.get(key) ?? makeReport(name, all)
  made.set(key, report)
  return report
}

async function makeReport(name: Scene, all: boolean): Promise<Report> {
  const [options, manner] = SCENES[name]
  const { report } = await prove(options, { ...manner, overHttp: false, ...(all ? {} : { only: FEW }) })
  return { ...(steady(report) as Report), startedAt: '2026-01-01T00:00:00.000Z', durationMs: 12_345 }
}

const IDS = /\b(chatcmpl-|call_|req_|file-|fp_)[A-Za-z0-9]{8,}/g
const DATES = /\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/g

/** The value with every random id, date and time replaced. */
function steady(value: unknown, key = ''): unknown {
  if (typeof value === 'string')
    return value
      .replace(IDS, '$1x')
      .replace(DATES, 'Thu, 01 Jan 2026 00:00:00 GMT')
      .replace(/(created\\?":\s?)\d{10,}/g, '$11767225600')
  if (typeof value === 'number') return key === 'at' || key.endsWith('Ms') ? 1 : value
  if (Array.isArray(value)) return value.map((item) => steady(item))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, steady(member, name)]))
}
