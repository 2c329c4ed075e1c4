/** The profile protocol judges nothing that depends on a model: a server that answers everything with the same reply conforms. */
import { describe, expect, it } from 'vitest'
import { loadSuites } from '../../src/ask/load.ts'
import { describeModelNeed, evaluatedRules } from '../../src/ask/model-free.ts'
import { loadProfile } from '../../src/ask/profile.ts'
import { loadRules } from '../../src/ask/registry.ts'
import type { Report } from '../../src/model/index.ts'
import { execute } from '../../src/session/execute.ts'
import { prepareRun, type RunOptions } from '../../src/session/options.ts'
import { type Canned, cannedListener } from '../support/canned.ts'
import { LONGEST_MS, prove } from '../support/proof.ts'
import { httpTarget } from '../support/targets.ts'

const protocol = loadProfile('protocol')

async function report(baseUrl: string, options: Partial<RunOptions> = {}): Promise<Report> {
  for await (const event of execute(await prepareRun({ baseUrl, profile: 'protocol', ...options })))
    if (event.type === 'end') return event.report
  throw new Error('the run has no end')
}

async function reportCanned(canned: Canned, options: Partial<RunOptions> = {}): Promise<Report> {
  return report(`${await httpTarget(cannedListener(canned))}/v1`, options)
}

/** What is not simply a pass: outcomes with their reasons, and findings that count. */
function complaints({ cases }: Report): string[] {
  return cases
    .filter(({ outcome }) => outcome !== 'skip')
    .flatMap(({ id, outcome, reason, findings }) => [
      ...(outcome === 'pass' ? [] : [`${id} ${outcome} ${reason ?? ''}`]),
      ...findings
        .filter(({ level, tolerated }) => level !== 'MAY' && tolerated === undefined)
        .map(({ rule, at, message }) => `${id} ${rule} ${at} ${message}`),
    ])
}

const HELLO = 'Hello! This is a canned answer.'
const REQUIRED = { message: { refusal: null }, choice: { logprobs: null } }
const SOME = [
  'Yes.',
  HELLO,
  '名前は？ 🙂',
  'na na na na na na na na',
  'line one\n\nline two\ndata: [DONE]',
  '{"answer": 42}',
]

const mocks: Record<string, Canned> = {
  'the same word, in one chunk': { words: () => 'ok', key: 'sk-canned' },
  'four hundred words, each in a chunk': { words: () => `${'lorem ipsum '.repeat(200)}end`, wordByWord: true },
  'one of several answers at random, with all required members': {
    words: () => SOME[Math.floor(Math.random() * SOME.length)] as string,
    wordByWord: true,
    extra: REQUIRED,
  },
}

describe('a canned mock conforms', () => {
  it.each(Object.entries(mocks))('%s', { timeout: LONGEST_MS }, async (_, canned) => {
    const seen = await reportCanned(canned, { apiKey: 'sk-canned' })
    expect(complaints(seen)).toEqual([])
    expect(seen.summary.outcome).toBe('conforms')
    expect(seen.summary.cases.pass).toBeGreaterThan(50)
  })

  it('and with the profile compatible does not: this is what the profile leaves out', async () => {
    const only = ['parameters/n', 'single-turn/not-streamed/false', 'errors/messages-empty']
    const { summary, cases } = await reportCanned(
      { words: () => HELLO },
      { profile: 'compatible', case: only, attempts: 1 },
    )
    expect(summary.cases.inconclusive).toBeGreaterThan(0)
    const rules = cases.flatMap(({ findings }) => findings.map(({ rule }) => rule))
    expect(rules).toEqual(expect.arrayContaining(['choice/count-equals-n', 'error/messages-empty']))
  })
})

describe('a canned mock that breaks the protocol does not conform', () => {
  it.each<[string, Canned, string]>([
    [
      'the same id in all replies',
      { words: () => HELLO, extra: { reply: { id: 'chatcmpl-1' } } },
      'completion/id-unique',
    ],
    ['a number as content', { words: () => HELLO, extra: { message: { content: 5 } } }, 'message/content-type'],
    [
      'an unknown finish_reason',
      { words: () => HELLO, extra: { choice: { finish_reason: 'eos' } } },
      'choice/finish-reason-enum',
    ],
  ])('%s', async (_, canned, rule) => {
    const { summary, defects } = await reportCanned(canned, { suite: ['single-turn'] })
    expect(summary.outcome).toBe('does-not-conform')
    expect(defects.map((defect) => defect.rule)).toContain(rule)
  })
})

it.each(['scripted', 'random'] as const)('the reference server with a %s model conforms', async (quality) => {
  const rules = evaluatedRules(await loadRules(), [], protocol)
  const proof = await prove({ quality }, { profile: 'protocol', rules })
  expect(complaints(proof.report)).toEqual([])
})

describe('the cases', () => {
  const cases = loadSuites().filter(({ api }) => api === protocol.api.name)
  const needOf = (id: string): string | undefined => {
    const found = cases.find((testCase) => testCase.id === id)
    if (!found || !protocol.modelFree) throw new Error(`there is no case ${id}`)
    return describeModelNeed(found, protocol.modelFree)
  }

  it.each([
    ['documented-examples/function-calling/weather/plain', 'needs tools'],
    ['single-turn/not-streamed/false', 'assumes something of the reply'],
    ['errors/messages-empty', 'is about error/messages-empty'],
    ['usage/monotone', 'is about usage/prompt-monotone'],
    ['parameters/special/reasoning-effort', 'is about the effect of reasoning_effort'],
  ])('%s %s', (id, need) => expect(needOf(id)).toBe(need))

  it.each(['single-turn/hello', 'streaming/long', 'streaming/usage-not-asked', 'errors/empty-body', 'models/list'])(
    '%s does not depend on a model',
    (id) => expect(needOf(id)).toBeUndefined(),
  )
})
