/** Every mistake in a suite is reported with its place and what was expected, all in one message. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadSuites } from '../../src/ask/load.ts'
import { UsageError } from '../../src/foundation/usage-error.ts'
import { folderOf } from '../support/folder.ts'

const RULES = new Map([
  ['error/model-missing', true],
  ['error/messages-empty', true],
])

/** The messages about the files: all lines after the first, with paths relative to the folder. */
function mistakesIn(files: Readonly<Record<string, string>>, rules?: ReadonlyMap<string, unknown>): string[] {
  return mistakesOf([folderOf(files)], rules)
}

function mistakesOf(folders: readonly string[], rules?: ReadonlyMap<string, unknown>): string[] {
  const [first = '', ...rest] = messageOf(() => loadSuites(folders, rules)).split('\n')
  expect(first).toBe(rest.length === 1 ? 'a suite has a mistake:' : `the suites have ${rest.length} mistakes:`)
  return rest.map((line) => folders.reduce((text, folder) => text.replaceAll(`${folder}/`, ''), line))
}

function messageOf(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return (error as UsageError).message
  }
  throw new Error('nothing was wrong')
}

/** A suite with one case that sends a question; `lines` are the members of the case. */
function suite(...lines: string[]): string {
  const sends = lines.some((line) => /\b(?:send|raw):/.test(line))
  const members = ['title: A case', ...lines, ...(sends ? [] : ['send: {}'])]
  return ['title: A suite', 'cases:', '  one:', ...members.map((line) => `    ${line}`), ''].join('\n')
}

describe('YAML', () => {
  it.each([
    [
      'an unclosed flow map',
      'title: {a: 1\n',
      'a.yaml:2:1 Flow map in block collection must be sufficiently indented and end with a }',
    ],
    ['a repeated key', 'title: A\ntitle: B\n', 'a.yaml:2:1 the key "title" is repeated; it is already in line 1'],
    [
      'a repeated case',
      suite('send: {}').concat('  one:\n    title: Again\n    send: {}\n'),
      'a.yaml:6:3 the key "one" is repeated; it is already in line 3',
    ],
    ['a tab', 'title: A\ncases:\n\tone: {}\n', 'a.yaml:3:1 Tabs are not allowed as indentation'],
    ['two documents', 'title: A\n---\ntitle: B\n', 'a.yaml:2:1 a second document begins; expected one'],
    ['a tag', 'title: !secret A\n', 'a.yaml:1:8 Unresolved tag: !secret'],
    ['an alias without an anchor', 'title: A\ncases: *all\n', 'a.yaml:2:8 *all has no anchor: expected &all above it'],
    [
      'an alias within its anchor',
      'title: A\ncases: &all\n  one: *all\n',
      'a.yaml:3:8 *all is inside the value of its own anchor &all',
    ],
    [
      'an alias within the later of two anchors of a name',
      'title: &all A\ncases: &all\n  one: *all\n',
      'a.yaml:3:8 *all is inside the value of its own anchor &all',
    ],
    [
      'aliases that expand exponentially',
      `title: A\nx: &x [${'1,'.repeat(9)}1]\ny: &y [${'*x,'.repeat(9)}*x]\nz: &z [${'*y,'.repeat(9)}*y]\n`,
      'a.yaml:1:1 Excessive alias count indicates a resource exhaustion attack',
    ],
  ])('%s', (_, text, expected) => expect(mistakesIn({ 'a.yaml': text })).toContain(expected))

  it('an empty file', () =>
    expect(mistakesIn({ 'a.yaml': '' })).toEqual(['a.yaml:1:1 the file is null, expected an object']))

  it('a folder with the name of a suite', () => {
    const folder = folderOf({ 'ok.yaml': suite() })
    mkdirSync(join(folder, 'a.yaml'))
    expect(mistakesOf([folder])).toEqual(['a.yaml:1:1 EISDIR: illegal operation on a directory, read'])
  })
})

describe('form', () => {
  it.each([
    [
      'an unknown key of a suite',
      'title: A\ncase: {}\ncases: { one: { title: B, send: {} } }\n',
      ['a.yaml:2:1 the file has an unknown key "case"; known are $schema, title, about, api, cases'],
    ],
    ['a suite without cases', 'title: A\n', ['a.yaml:1:1 the file lacks the key "cases"']],
    ['a suite with no case', 'title: A\ncases: {}\n', ['a.yaml:2:1 cases is empty']],
    [
      'a case without a title',
      'title: A\ncases:\n  one:\n    send: {}\n',
      ['a.yaml:3:3 cases.one lacks the key "title"'],
    ],
    [
      'a case id in upper case',
      'title: A\ncases:\n  One: { title: B, send: {} }\n',
      ['a.yaml:3:3 cases has a key "One", which does not match /^[a-z0-9]+(-[a-z0-9]+)*$/'],
    ],
    [
      'a title that is a number',
      'title: 3\ncases: { one: { title: B, send: {} } }\n',
      ['a.yaml:1:1 title is an integer, expected a string'],
    ],
    [
      'an unknown capability',
      suite('needs: [stream, telepathy]'),
      [
        expect.stringMatching(
          /^a\.yaml:5:21 a\/one: the API chat-completions has no capability "telepathy"; known are stream, /,
        ),
      ],
    ],
    [
      'an unknown capability that a case or a label is about',
      suite('about: [telepathy]', 'matrix: { mode: { a: { about: [strem] } } }'),
      [
        expect.stringMatching(/^a\.yaml:5:13 a\/one: .* no capability "telepathy"/),
        expect.stringMatching(/^a\.yaml:6:36 a\/one: .* no capability "strem".*stream/),
      ],
    ],
    [
      'a sign in a turn that is not there',
      suite('shown: [{ turn: 2, content: { minLength: 1 } }]', 'audits: { n: { shown: [differ: [1, 3]] } }'),
      [
        'a.yaml:3:3 a/one: shown names turn 2, but the case has one turn',
        'a.yaml:3:3 a/one: shown names turn 3, but the case has one turn',
      ],
    ],
    [
      'a sign with a path that is none',
      suite('shown: [fields: { choices: true }]'),
      [expect.stringMatching(/^a\.yaml:3:3 a\/one: "choices" is not a JSONPath/)],
    ],
    ['no sign at all', suite('shown: []'), ['a.yaml:5:5 cases.one.shown has fewer than 1 item']],
    ['an unknown member of a sign', suite('shown: [{ trun: 1 }]'), [expect.stringMatching(/^a\.yaml:5:1\d /)]],
    [
      'an unknown capability of a turn and of a variation',
      suite('turns: [{ needs: [strem] }]', 'matrix: { mode: { a: { needs: [telepathy] }, b: {} } }'),
      [
        expect.stringMatching(/^a\.yaml:5:23 a\/one: .* no capability "strem".*stream/),
        expect.stringMatching(/^a\.yaml:6:36 a\/one: .* no capability "telepathy"/),
      ],
    ],
    [
      'an invalid status',
      suite('expect: { status: [2xx, 700] }'),
      [
        'a.yaml:5:15 cases.one.expect.status is wrong; expected: Accepted status: a number, a class such as 4xx, or a list of these. 2xx by default.',
      ],
    ],
    ['an empty expectation', suite('expect: {}'), ['a.yaml:5:5 cases.one.expect is empty']],
    [
      'conditions that cannot be decided',
      suite(
        'turns:',
        '  - { send: {}, fresh: true, when: { met: 1 } }',
        '  - send: {}',
        '  - { send: {}, when: { refused: [1, 4] } }',
      ),
      [
        'a.yaml:6:42 a/one: names turn 1, but this is turn 1: expected an earlier turn',
        'a.yaml:7:9 a/one: follows a turn with `when`: expected fresh: true, since that turn may not be sent',
        'a.yaml:8:21 a/one: is sent after a turn that no conversation can build on: expected fresh: true',
        'a.yaml:8:29 a/one: names turn 4, but this is turn 3: expected an earlier turn',
      ],
    ],
    ['turns that are not an array', suite('turns: {}'), ['a.yaml:5:5 cases.one.turns is an object, expected an array']],
    [
      'an unknown key of a turn',
      suite('turns:', '  - sned: {}'),
      [expect.stringMatching(/^a\.yaml:6:9 cases\.one\.turns\.0 has an unknown key "sned"; known are send, /)],
    ],
    ['a path without a slash', suite('path: models'), ['a.yaml:5:5 cases.one.path does not match /^//']],
    ['a request sent too often', suite('times: 1000'), ['a.yaml:5:5 cases.one.times is greater than 100']],
    ['a matrix without labels', suite('matrix: { mode: {} }'), ['a.yaml:5:15 cases.one.matrix.mode is empty']],
  ])('%s', (_, text, expected) => expect(mistakesIn({ 'a.yaml': text })).toEqual(expected))
})

describe('content', () => {
  it.each([
    [
      'a name without a value',
      suite('send: { stop: "{{word}}" }'),
      'a.yaml:3:3 a/one: {{word}} has no value; `with` gives none',
    ],
    [
      'a name that every object inherits',
      suite('send: { stop: "{{constructor}}" }'),
      'a.yaml:3:3 a/one: {{constructor}} has no value; `with` gives none',
    ],
    [
      'a name that is part of a string',
      suite('with: { word: a }', 'send: { stop: "{{wrod}}!" }'),
      'a.yaml:3:3 a/one: {{wrod}} has no value; `with` gives word',
    ],
    [
      'a fixture in an unknown form',
      suite('send: { x: { $fixture: images/red.png, as: hex } }'),
      'a.yaml:3:3 a/one: a fixture is written { $fixture: path, as: data-uri | base64 | url | json | text }',
    ],
    [
      'a fixture with another key',
      suite('send: { x: { $fixture: images/red.png, with: 1 } }'),
      'a.yaml:3:3 a/one: a fixture is written { $fixture: path, as: data-uri | base64 | url | json | text }',
    ],
    [
      'a fixture that is not JSON',
      suite('send: { x: { $fixture: text/filler.txt, as: json } }'),
      'a.yaml:3:3 a/one: the fixture text/filler.txt is not JSON',
    ],
    [
      'a path that is not JSONPath',
      suite('expect: { fields: { "$.choices[": { type: string } } }'),
      expect.stringMatching(/^a\.yaml:3:3 a\/one: "\$\.choices\[" is not a JSONPath: ./),
    ],
    [
      'an invalid schema',
      suite('expect: { content: { type: text } }'),
      expect.stringMatching(/^a\.yaml:3:3 a\/one: \{"type":"text"\} is not a JSON Schema: ./),
    ],
    [
      'a schema with a dangling reference',
      suite('assume: { content: { $ref: "#/$defs/x" } }'),
      expect.stringMatching(/^a\.yaml:3:3 a\/one: \{"\$ref":"#\/\$defs\/x"\} is not a JSON Schema: ./),
    ],
  ])('%s', (_, text, expected) => expect(mistakesIn({ 'a.yaml': text })).toEqual([expected]))

  it('a fixture that does not exist or is outside the folder', () => {
    const folder = folderOf({
      'a.yaml': suite('send: { x: { $fixture: images/reb.png }, y: { $fixture: ../a.yaml } }'),
    })
    const [first, second, ...more] = mistakesOf([folder])
    expect(first).toMatch(/^a\.yaml:3:3 a\/one: there is no fixture images\/reb\.png in fixtures or \S+fixtures$/)
    expect(second).toMatch(/^a\.yaml:3:3 a\/one: there is no fixture \.\.\/a\.yaml in /)
    expect(more).toEqual([])
  })

  it('names the member of a matrix', () => {
    const text = suite('matrix: { mode: { plain: {}, loud: { send: { stop: "{{x}}" } } } }')
    expect(mistakesIn({ 'a.yaml': text })).toEqual(['a.yaml:3:3 a/one/loud: {{x}} has no value; `with` gives none'])
  })
})

describe('cases that would prove nothing', () => {
  it.each([
    [
      'a misspelt keyword of a schema',
      suite('expect: { content: { patern: blue } }'),
      'a.yaml:5:26 a/one: "patern" is not a keyword of JSON Schema, so it checks nothing; did you mean pattern?',
    ],
    [
      'a misspelt keyword within a schema',
      suite('assume:', '  fields:', '    $.x:', '      allOf: [{ properties: { a: { enumm: [1] } } }]'),
      'a.yaml:8:40 a/one: "enumm" is not a keyword of JSON Schema, so it checks nothing; did you mean enum?',
    ],
    [
      'a misspelt keyword in a turn',
      suite('turns:', '  - send: {}', '    expect: { content: { maxLenght: 3 } }'),
      'a.yaml:7:30 a/one: "maxLenght" is not a keyword of JSON Schema, so it checks nothing; did you mean maxLength?',
    ],
    [
      'a format, which no reply is compared with',
      suite('expect: { content: { format: date } }'),
      'a.yaml:5:26 a/one: the keyword "format" of a JSON Schema is not evaluated here: expected a pattern',
    ],
    [
      'a case without a body',
      'title: A\ncases:\n  one:\n    title: B\n    expect: { status: 400 }\n',
      'a.yaml:3:3 a/one: sends no body: expected send or raw, since POST /chat/completions needs a body',
    ],
    [
      'a turn without a body',
      'title: A\ncases:\n  one:\n    title: B\n    turns:\n      - send: {}\n      - expect: { status: 400 }\n',
      'a.yaml:7:9 a/one: sends no body: expected send or raw, since POST /chat/completions needs a body',
    ],
  ])('%s', (_, text, expected) => expect(mistakesIn({ 'a.yaml': text })).toEqual([expected]))

  it('may have any name in place of a keyword where names are free', () => {
    const schema = '{ properties: { patern: { const: { patern: 1 } } }, required: [patern], x-note: { patern: 1 } }'
    const folder = folderOf({ 'a.yaml': suite(`expect: { fields: { $.x: ${schema} } }`) })
    expect(loadSuites([folder])).toHaveLength(1)
  })

  it('need no body where the endpoint takes none', () => {
    const folder = folderOf({ 'a.yaml': 'title: A\ncases: { one: { title: B, method: GET, path: /models } }\n' })
    expect(loadSuites([folder])).toHaveLength(1)
  })

  it('are reported together with mistakes in the form of the file', () => {
    const text = suite('needs: visoin', 'sned: {}', 'expect: { content: { patern: blue }, contents: true }')
    expect(mistakesIn({ 'a.yaml': text })).toEqual([
      'a.yaml:5:5 cases.one.needs is a string, expected an array',
      expect.stringMatching(/^a\.yaml:6:5 cases\.one has an unknown key "sned"/),
      expect.stringMatching(/^a\.yaml:7:42 cases\.one\.expect has an unknown key "contents"/),
      expect.stringMatching(/^a\.yaml:5:5 a\/one: .* no capability "visoin"; did you mean vision\?$/),
      expect.stringMatching(/^a\.yaml:7:26 a\/one: "patern" is not a keyword/),
    ])
  })
})

describe('rules', () => {
  const text = suite(
    'expect: { status: 4xx, rule: error/model-misng }',
    'turns:',
    '  - expect: { status: 4xx, rule: error/messages-empty }',
    '  - expect:',
    '      status: 4xx',
    '      rule: nothing/like-it',
    '    assume: { status: 2xx, rule: error/messages-empti }',
  )

  it('that do not exist are reported with their line and column', () => {
    expect(mistakesIn({ 'a.yaml': text }, RULES)).toEqual([
      'a.yaml:5:28 a/one: there is no rule error/model-misng; did you mean error/model-missing?',
      'a.yaml:10:11 a/one: there is no rule nothing/like-it',
      'a.yaml:11:32 a/one: there is no rule error/messages-empti; did you mean error/messages-empty?',
    ])
  })

  it('are not looked up without a list of rules', () => {
    const folder = folderOf({ 'a.yaml': text })
    expect(loadSuites([folder])).toHaveLength(1)
  })
})

describe('together', () => {
  it('reports all mistakes of all files', () => {
    const mistakes = mistakesIn(
      {
        'a.yaml': suite('sned: {}', 'times: many'),
        'b.yaml': suite('send: { stop: "{{x}}", x: { $fixture: 3 } }', 'expect: { status: 4xx, rule: no/rule }'),
        'c.yaml': 'title: [',
        'd.yml': suite(),
      },
      RULES,
    )
    expect(mistakes.map((line) => line.split(' ')[0])).toEqual([
      'a.yaml:5:5',
      'a.yaml:6:5',
      'b.yaml:3:3',
      'b.yaml:3:3',
      'b.yaml:6:28',
      'c.yaml:1:9',
    ])
  })

  it('reports two files for one suite', () => {
    const other = folderOf({ 'a.yml': suite() })
    const folder = folderOf({ 'a.yaml': suite() })
    expect(mistakesOf([folder, other])).toEqual([
      'a.yml:1:1 the suite a is already defined by a.yaml; rename one of the files',
    ])
  })
})

describe('folders', () => {
  it('a missing folder', () => {
    expect(messageOf(() => loadSuites(['/nowhere/at-all']))).toBe('there is no folder /nowhere/at-all with suites')
  })

  it('a file in place of a folder', () => {
    const file = join(folderOf({ 'a.yaml': suite() }), 'a.yaml')
    expect(messageOf(() => loadSuites([file]))).toBe(`there is no folder ${file} with suites`)
  })

  it('a folder without suites', () => {
    const folder = folderOf({ 'readme.md': '# Nothing' })
    expect(messageOf(() => loadSuites([folder]))).toBe(
      `the folder ${folder} holds no suite: expected files named <suite>.yaml`,
    )
  })
})
