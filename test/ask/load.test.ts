import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listProfiles, loadProfile, loadSuites } from '../../src/ask/load.ts'
import { loadRules } from '../../src/ask/registry.ts'
import { packageRoot } from '../../src/foundation/paths.ts'
import { UsageError } from '../../src/foundation/usage-error.ts'
import type { Case } from '../../src/model/index.ts'
import { folderOf } from '../support/folder.ts'

function casesIn(text: string, files: Readonly<Record<string, string>> = {}): readonly Case[] {
  return loadSuites([folderOf({ 'demo.yaml': text, ...files })])
}

describe('a case', () => {
  it('without turns is one turn made of its own members and the defaults', () => {
    const [only, ...more] = casesIn(`
title: Demo
cases:
  hello:
    title: Says hello
    needs: [stream]
    send: { stream: true, messages: [{ role: user, content: Hello }] }
    expect: { status: 2xx, content: { minLength: 1 } }
`)
    expect(more).toEqual([])
    expect(only).toEqual({
      id: 'demo/hello',
      suite: 'demo',
      api: 'chat-completions',
      title: 'Says hello',
      needs: ['stream'],
      about: ['stream'],
      turns: [
        {
          send: { stream: true, messages: [{ role: 'user', content: 'Hello' }] },
          omit: [],
          fresh: false,
          method: 'POST',
          path: '/chat/completions',
          headers: {},
          times: 1,
          hangUp: false,
          needs: [],
          expect: { status: ['2xx'], content: { minLength: 1 } },
          assume: {},
        },
      ],
      audits: {},
      place: { file: expect.stringMatching(/demo\.yaml$/), line: 4, column: 3 },
      yaml: `hello:
  title: Says hello
  needs: [stream]
  send: { stream: true, messages: [{ role: user, content: Hello }] }
  expect: { status: 2xx, content: { minLength: 1 } }
`,
    })
  })

  it('has turns that are sent only after certain replies', () => {
    const [only] = casesIn(`
title: Demo
cases:
  one:
    title: One
    turns:
      - send: {}
      - { send: {}, fresh: true, when: { refused: 1 } }
      - { send: {}, fresh: true, when: { unmet: [1, 2], met: 1 } }
`)
    expect(only?.turns.map(({ when }) => when)).toEqual([undefined, { refused: [1] }, { unmet: [1, 2], met: [1] }])
  })

  it('is about the first of its needs, or what it names, and what its labels add', () => {
    const cases = casesIn(`
title: Demo
cases:
  one: { title: One, send: {}, needs: [tools, n], matrix: { mode: { plain: {}, streamed: { needs: [stream] } } } }
  two: { title: Two, send: {}, needs: [tools, n], about: [n], matrix: { what: { a: {}, b: { about: [seed] } } } }
`)
    expect(cases.map(({ id, about }) => [id, about])).toEqual([
      ['demo/one/plain', ['tools']],
      ['demo/one/streamed', ['tools']],
      ['demo/two/a', ['n']],
      ['demo/two/b', ['n', 'seed']],
    ])
  })

  it('says what shows the effect of all audited parameters, or of each', () => {
    const [loaded] = casesIn(`
title: Demo
cases:
  one:
    title: One
    with: { word: ok }
    audits: { n: [choice/count-equals-n], stop: { shown: [content: { pattern: "{{word}}" }] }, seed: { rules: [a/b] } }
    shown: [{ turn: 2, status: 2xx }, { differ: [1, 2] }]
    send: {}
    turns: [{}, { fresh: true }]
`)
    const shown = [{ turn: 2, status: ['2xx'] }, { differ: [1, 2] }]
    expect(loaded).toMatchObject({ shown })
    expect(loaded?.audits).toEqual({
      n: { rules: ['choice/count-equals-n'], shown },
      stop: { rules: [], shown: [{ turn: 1, content: { pattern: 'ok' } }] },
      seed: { rules: ['a/b'] },
    })
  })

  it('passes its members to every turn, and a turn may override them', () => {
    const [loaded] = casesIn(`
title: Demo
cases:
  talk:
    title: A talk
    send: { temperature: 0, stop: a }
    method: POST
    headers: { x-one: '1' }
    expect: { status: 4xx }
    turns:
      - {}
      - send: { stop: b, messages: [] }
        headers: { x-two: null }
        expect: { status: [200, 5xx] }
        answer: { get_weather: '{}' }
        fresh: true
        times: 3
        needs: [tools]
`)
    const [first, second] = loaded?.turns ?? []
    expect(first).toMatchObject({
      send: { temperature: 0, stop: 'a' },
      headers: { 'x-one': '1' },
      expect: { status: ['4xx'] },
    })
    expect(second).toMatchObject({
      send: { temperature: 0, stop: 'b', messages: [] },
      headers: { 'x-two': null },
      expect: { status: [200, '5xx'] },
      answer: { get_weather: '{}' },
      fresh: true,
      times: 3,
      needs: ['tools'],
    })
  })

  it('may send a literal body, use another method or path, and omit members', () => {
    const [loaded] = casesIn(`
title: Demo
cases:
  raw: { title: Raw, raw: '{"a":', omit: [model], method: PUT, path: /models }
`)
    expect(loaded?.turns[0]).toMatchObject({ raw: '{"a":', omit: ['model'], method: 'PUT', path: '/models' })
  })

  it('is in the order of files and keys', () => {
    const suiteText = (key: string): string =>
      `title: T\ncases:\n  ${key}: { title: A, send: {} }\n  again: { title: B, send: {} }\n`
    const folder = folderOf({ 'b.yaml': suiteText('x'), 'a.yml': suiteText('y'), 'notes.txt': 'no suite' })
    expect(loadSuites([folder]).map(({ id }) => id)).toEqual(['a/y', 'a/again', 'b/x', 'b/again'])
  })
})

describe('a matrix', () => {
  const grid = (): readonly Case[] =>
    casesIn(`
title: Demo
cases:
  grid:
    title: "{{mode}}, {{count}} answers"
    needs: [tools]
    with: { mode: plain, word: a }
    send: { temperature: 0 }
    matrix:
      mode:
        plain: {}
        streamed:
          needs: [stream, tools]
          send: { stream: true, temperature: 1 }
          with: { mode: streamed }
      n:
        one: { with: { count: 1 } }
        two: { needs: ['n'], send: { n: 2 }, with: { count: 2, word: b } }
    turns:
      - send: { stop: "{{word}}" }
      - send: { temperature: 2, x: "{{count}}" }
`)

  it('makes a case of every combination, named after its labels', () => {
    const cases = grid()
    expect(cases.map(({ id }) => id)).toEqual([
      'demo/grid/plain/one',
      'demo/grid/plain/two',
      'demo/grid/streamed/one',
      'demo/grid/streamed/two',
    ])
    expect(cases.map(({ title }) => title)).toEqual([
      'plain, 1 answers',
      'plain, 2 answers',
      'streamed, 1 answers',
      'streamed, 2 answers',
    ])
  })

  it('adds the capabilities that a combination needs, each once', () => {
    expect(grid().map(({ needs }) => needs)).toEqual([
      ['tools'],
      ['tools', 'n'],
      ['tools', 'stream'],
      ['tools', 'stream', 'n'],
    ])
  })

  it('merges the members of a variation over those of the case, and those of a turn over both', () => {
    expect(
      grid()
        .at(-1)
        ?.turns.map(({ send }) => send),
    ).toEqual([
      { temperature: 1, stream: true, n: 2, stop: 'b' },
      { temperature: 2, stream: true, n: 2, x: 2 },
    ])
  })

  it('keeps the place of the entry for every case', () => {
    expect(new Set(grid().map(({ place }) => `${place.line}:${place.column}`))).toEqual(new Set(['4:3']))
  })
})

describe('{{name}}', () => {
  it('is replaced by the value itself if it is the complete string, and by its text inside a longer string', () => {
    const [loaded] = casesIn(`
title: Demo
cases:
  one:
    title: One
    with: { list: [1, two], flag: false, nothing: null, name: Ann }
    send: { a: "{{list}}", b: "{{flag}}", c: "{{nothing}}", d: "is {{list}}, {{flag}}, {{name}}", e: [{ f: "{{name}}!" }] }
`)
    expect(loaded?.turns[0]?.send).toEqual({
      a: [1, 'two'],
      b: false,
      c: null,
      d: 'is [1,"two"], false, Ann',
      e: [{ f: 'Ann!' }],
    })
  })

  it('is replaced in headers, raw bodies, tool results and expectations', () => {
    const [loaded] = casesIn(`
title: Demo
cases:
  one:
    title: One
    with: { word: blue, limit: 3 }
    raw: "say {{word}}"
    headers: { x-word: "{{word}}" }
    expect: { content: { const: "{{word}}", maxLength: "{{limit}}" } }
    turns: [{ answer: { look: "{{word}}" } }]
`)
    expect(loaded?.turns[0]).toMatchObject({
      raw: 'say blue',
      headers: { 'x-word': 'blue' },
      answer: { look: 'blue' },
      expect: { content: { const: 'blue', maxLength: 3 } },
    })
  })

  it('keeps names that are replaced during the run, and text that is not a name', () => {
    const [loaded] = casesIn(`
title: Demo
cases:
  one:
    title: One
    send: { a: "{{model}}", b: "of {{model}} and {{fixtures}}", c: "{{ x }} {{X}} {{}} { {x} }" }
`)
    expect(loaded?.turns[0]?.send).toEqual({
      a: '{{model}}',
      b: 'of {{model}} and {{fixtures}}',
      c: '{{ x }} {{X}} {{}} { {x} }',
    })
  })
})

describe('a fixture', () => {
  const red = readFileSync(join(packageRoot, 'fixtures', 'images', 'red.png'), 'base64')

  it('is given in the requested form', () => {
    const [loaded] = casesIn(`
title: Demo
cases:
  one:
    title: One
    send:
      uri: { $fixture: images/red.png }
      bare: { $fixture: images/red.png, as: base64 }
      address: { $fixture: images/red.png, as: url }
      tools: [{ $fixture: tools/get_weather.json }]
      text: { $fixture: tools/get_weather.json, as: text }
`)
    const weather = readFileSync(join(packageRoot, 'fixtures', 'tools', 'get_weather.json'), 'utf8')
    expect(loaded?.turns[0]?.send).toEqual({
      uri: `data:image/png;base64,${red}`,
      bare: red,
      address: '{{fixtures}}/images/red.png',
      tools: [JSON.parse(weather)],
      text: weather,
    })
  })

  it('is looked up next to the suite first', () => {
    const [loaded] = casesIn(
      'title: Demo\ncases: { one: { title: One, send: { x: { $fixture: tools/get_weather.json }, y: { $fixture: a.bin } } } }\n',
      { 'fixtures/tools/get_weather.json': '{"mine":true}', 'fixtures/a.bin': 'abc' },
    )
    expect(loaded?.turns[0]?.send).toEqual({ x: { mine: true }, y: 'data:application/octet-stream;base64,YWJj' })
  })

  it('may be selected by a value', () => {
    const [loaded] = casesIn(`
title: Demo
cases:
  one:
    title: One
    matrix: { format: { png: { with: { file: images/red.png } } } }
    send: { x: { $fixture: "{{file}}", as: base64 } }
`)
    expect(loaded?.turns[0]?.send).toEqual({ x: red })
  })
})

describe('the bundled files', () => {
  it('have suites whose rules all exist and whose ids are unique', async () => {
    const cases = loadSuites(undefined, await loadRules())
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length)
  })

  it('have profiles whose rules all exist', async () => {
    const rules = await loadRules()
    const named = listProfiles().flatMap((name) => loadProfile(name).tolerate.map(({ rule }) => rule))
    expect(named.filter((rule) => !rules.has(rule))).toEqual([])
  })

  it('reject an unknown profile and suggest the nearest name', () => {
    expect(() => loadProfile('compatable')).toThrow(UsageError)
    expect(() => loadProfile('compatable')).toThrow('there is no profile "compatable"; did you mean compatible?')
  })

  it('give a profile what its base profile has', () => {
    for (const name of listProfiles()) {
      const profile = loadProfile(name)
      expect(profile).toMatchObject({ name, title: expect.any(String) })
    }
  })
})
