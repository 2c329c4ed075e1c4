import { describe, expect, it } from 'vitest'
import { startReferenceServer } from '../../server/index.ts'
import { apiMistake, apiNamed, endpointName, endpointNamed } from '../../src/ask/apis.ts'
import { compose, NO_HISTORY } from '../../src/ask/compose.ts'
import { loadProfile, loadSuites } from '../../src/ask/load.ts'
import { makePlan } from '../../src/ask/plan.ts'
import { unmet } from '../../src/judge/expect.ts'
import { findModel } from '../../src/run/target.ts'
import { openWire, WIRE_DEFAULTS } from '../../src/wire/send.ts'
import { aCase, aProfile, aTurn } from '../support/cases.ts'
import { folderOf } from '../support/folder.ts'
import { aGeneration, eventsSaying, generation, generationStream } from '../support/generations.ts'
import { CHAT, GENERATE, reply } from '../support/seen.ts'

describe('an endpoint', () => {
  it.each([
    ['chat-completions', 'POST', '/chat/completions', 'chat'],
    ['chat-completions', 'GET', '/models', 'models'],
    ['chat-completions', 'GET', '/models/a', 'model'],
    ['chat-completions', 'GET', '/models/', 'other'],
    ['chat-completions', 'POST', '/generate', 'other'],
    ['generate', 'POST', '/generate', 'generate'],
    ['generate', 'POST', '/generate_stream', 'generate-stream'],
    ['generate', 'POST', '/', 'generate-either'],
    ['generate', 'GET', '/generate', 'other'],
    ['generate', 'POST', '/chat/completions', 'other'],
  ])('of %s at %s %s is %s', (api, method, path, name) => expect(endpointName(apiNamed(api), method, path)).toBe(name))

  it('names the kind of its replies', () => {
    expect(endpointNamed(CHAT, 'chat')).toMatchObject({ json: { as: 'completion' }, errors: 'error.json' })
    expect(endpointNamed(GENERATE, 'generate')).toMatchObject({ json: { as: 'reply' }, errors: 'generate-error.json' })
    expect(endpointNamed(CHAT, 'other')).toBeUndefined()
    expect(endpointNamed(GENERATE, 'chat')).toBeUndefined()
  })
})

it('an unknown API name is rejected with the nearest name', () => {
  expect(apiMistake('generate')).toBeUndefined()
  expect(apiMistake('generat')).toMatch(/^there is no API generat\b.*generate.*; there are chat-completions, generate$/)
})

describe('a request', () => {
  const setting = { baseUrl: 'http://127.0.0.1:1', model: 'm', headers: {}, api: GENERATE }

  it('contains the members of its endpoint, without model and messages', () => {
    const turn = aTurn({ path: '/generate', send: { inputs: 'Hi', parameters: {} } })
    expect(compose(turn, NO_HISTORY, setting)).toMatchObject({
      request: { url: 'http://127.0.0.1:1/generate', endpoint: 'generate', text: '{"inputs":"Hi","parameters":{}}' },
    })
  })
})

describe('a reply', () => {
  const { places } = GENERATE.protocol

  it('is read as its endpoint declares', () => {
    const said = { texts: [{ at: '/texts/0', text: 'Hello there' }], calls: [], violations: [] }
    expect(generation()).toMatchObject({ kind: 'json', api: 'generate', endpoint: 'generate', ...said })
    expect(generationStream()).toMatchObject({ kind: 'stream', api: 'generate', endpoint: 'generate-stream', ...said })
    expect(reply('<p>', { endpoint: 'generate' }).kind).toBe('unreadable')
    expect(reply({ error: { message: 'No.' } }, { endpoint: 'generate' }).kind).toBe('error')
  })

  it('is compared by its text and its members', () => {
    expect(unmet({ content: { pattern: 'there' } }, generation(), places)).toEqual([])
    expect(unmet({ content: { pattern: 'Bye' } }, generationStream(), places)[0]?.at).toBe('/texts/0')
    expect(unmet({ content: true }, generationStream([{ a: 1 }]), places)).toHaveLength(1)
    const fields = { '$.generated_text[*]': { const: 'a' }, '$.finish_reason': { const: 'stop' } }
    const seen = generation(aGeneration({ generated_text: ['a', 'b'] }))
    expect(unmet({ fields }, seen, places).map(({ at }) => at)).toEqual(['/generated_text/1'])
    expect(unmet({ calls: [] }, generation(), places)).toEqual([])
  })

  it('lists the members that the endpoint does not define', () => {
    const seen = generation({
      generated_text: ['a'],
      count_output_tokens: 1,
      finish_reason: 'stop',
      prompt_tokens: 1,
      x: 1,
    })
    expect(seen.beyond).toEqual([{ at: '/x', in: 'reply', got: 1, documented: false }])
    expect(generationStream([{ ...eventsSaying('a')[0], x: 1 }]).beyond).toMatchObject([
      { at: '/chunks/0/x', in: 'event' },
    ])
  })
})

describe('cases of another API', () => {
  const cases = [aCase('chat/a'), aCase('own/b', { api: 'generate' })]
  const target = { baseUrl: 'http://127.0.0.1:1', model: 'm', profile: 'p' }
  const planOf = (more: object) =>
    makePlan({ cases, target, profile: aProfile(), hasKey: true, servesFixtures: true, ...more })

  it('are left out of the plan, which counts as complete without them', () => {
    const plan = planOf({})
    expect(plan.steps.map((step) => step.case.id)).toEqual(['chat/a'])
    expect(plan.scope).toEqual({})
    expect(planOf({ profile: aProfile({ api: GENERATE }) }).steps.map((step) => step.case.id)).toEqual(['own/b'])
  })

  it('are skipped with the reason if they were selected', () => {
    expect(planOf({ suites: ['own'] })).toMatchObject({
      scope: { chosen: true },
      steps: [{ skip: 'tests the API generate, and the profile strict is for chat-completions' }],
    })
  })
})

describe('files', () => {
  const suite = (...lines: string[]) => `title: Mine\n${lines.join('\n')}\n`

  it('name an existing API', () => {
    const folder = folderOf({ 'a.yaml': suite('api: generat', 'cases: { one: { title: One } }') })
    expect(() => loadSuites([folder])).toThrow(/a\.yaml:2:1 there is no API generat\b/)
    const profile = `${folderOf({ 'mine.yaml': 'title: Mine\napi: generat\n' })}/mine.yaml`
    expect(() => loadProfile(profile)).toThrow(/mine\.yaml:2:1 there is no API generat\b/)
  })

  it('contain valid requests wherever a success is expected', () => {
    const lines = ['api: generate', 'cases:', '  one: { title: One, send: { inputs: Hi } }']
    expect(() => loadSuites([folderOf({ 'a.yaml': suite(...lines) })])).toThrow(
      /a\/one: a success is expected, but \/parameters is missing/,
    )
  })

  it('default to the first endpoint of the API', () => {
    const lines = ['api: generate', 'cases:', '  one: { title: One, send: { inputs: Hi, parameters: {} } }']
    expect(loadSuites([folderOf({ 'a.yaml': suite(...lines) })])[0]?.turns[0]?.path).toBe('/generate')
  })
})

describe('a target', () => {
  const meet = async (url: (baseUrl: string) => string, dialect?: string) => {
    const server = await startReferenceServer(dialect ? { dialect } : {})
    const wire = openWire({ ...WIRE_DEFAULTS, proxies: false, retries: 0 })
    const { signal } = new AbortController()
    const approach = { headers: {}, keyName: 'KEY', send: wire.send, signal, api: GENERATE }
    try {
      return await findModel({ ...approach, baseUrl: url(server.baseUrl) })
    } finally {
      await wire.close()
      await server.close()
    }
  }

  it('without a list of models is found if its first endpoint answers, at the root or at the base URL', async () => {
    expect(await meet((baseUrl) => baseUrl, 'lightllm-legacy')).toBe('(the only one)')
    expect(await meet((baseUrl) => new URL(baseUrl).origin, 'lightllm-legacy')).toBe('(the only one)')
  })

  it('that has another API is reported as such', async () => {
    await expect(meet((baseUrl) => baseUrl)).rejects.toThrow(
      /has no LightLLM's own generate: status 404.*\ncheck the base URL; it is the root of the server, without \/v1/,
    )
  })
})

it('a fault of a dialect starts the server in that dialect', async () => {
  const server = await startReferenceServer({ faults: ['generate-done'] })
  const body = JSON.stringify({ inputs: 'Hi', parameters: {} })
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${server.baseUrl}/generate_stream`, { method: 'POST', headers, body })
  expect(await response.text()).toMatch(/data: \[DONE\]\n\n$/)
  await server.close()
})
