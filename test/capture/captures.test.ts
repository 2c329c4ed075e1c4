/** Captured traffic of every form through the real command, complete and broken. */
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../../src/foundation/paths.ts'
import { cli, start, tempFolder } from '../support/cli.ts'
import { aChunk, aCompletion, chunksSaying, frame, QUESTION } from '../support/seen.ts'
import { check, type Verdict, within } from './command.ts'

/** Without the clients/* rules: the contract itself violates some of them. */
const shown = ({ id, outcome, findings }: Verdict): string => {
  const counted = findings.filter(({ rule }) => !rule.startsWith('clients/'))
  return `${id} ${outcome} ${counted.map(({ rule, at }) => `${rule} ${at}`).join(', ')}`.trim()
}
const fullStream = [...chunksSaying('Hello', ' there').map(frame), 'data: [DONE]\n\n']
const json = (value: unknown): string => JSON.stringify(value)
const wrong = aCompletion({ object: 'completion' })

describe('bodies', () => {
  it.each<[string, unknown, string]>([
    ['a completion', aCompletion(), 'pass'],
    ['a completion', wrong, 'fail completion/object-const /object'],
    ['a chunk', aChunk({ role: 'assistant', content: '' }), 'pass'],
    ['a request', QUESTION, 'pass'],
    ['a request', { ...QUESTION, n: 0 }, 'fail request/parameter-values /n'],
    ['an error reply', { error: { message: 'No.', type: 'a', param: null, code: null } }, 'pass'],
    [
      'an error reply',
      { error: { message: 'No.', type: 1, param: null, code: null } },
      'fail error/field-types /error/type',
    ],
    [
      'a list of models',
      { object: 'list', data: [{ id: 'm', object: 'model', created: 1767225600, owned_by: 'a' }] },
      'pass',
    ],
    ['a model', { id: 'm', object: 'model', created: 1767225600 }, 'fail models/entry-shape /owned_by'],
  ])('%s', async (title, body, expected) => {
    const { cases } = await check({ 'a.json': JSON.stringify(body, null, 2) })
    expect(cases.map((one) => `${one.title} ${shown(one)}`)).toEqual([`${title} a.json:1 ${expected}`])
  })

  it('are reported with the line and column of each finding', async () => {
    const { cases } = await check({ 'a.json': `\ufeff{\r\n "object": "chat.completion",\r\n "choices": 5}` })
    expect(cases[0]?.findings.map(({ at, place }) => `${place.line}:${place.column} ${at}`)).toEqual(
      expect.arrayContaining(['1:1 /id', '3:13 /choices']),
    )
  })

  it('--as names the kind of an unrecognised body', async () => {
    const files = { 'a.json': '{"text": "Hi"}' }
    expect((await check(files)).code).toBe(3)
    expect((await check(files, { as: 'completion' })).code).toBe(1)
  })
})

describe('event streams', () => {
  it('a complete stream', async () => {
    expect((await check({ 'a.sse': fullStream.join('') })).cases.map(shown)).toEqual(['a.sse:1 pass'])
  })

  it('several streams in one file, each with its place', async () => {
    const other = fullStream.join('').replaceAll('chatcmpl-abc123', 'chatcmpl-2').replace('"stop"', '"halt"')
    const { cases } = await check({ 'a.log': fullStream.join('') + other })
    expect(cases.map(shown)).toEqual([
      'a.log:1 pass',
      'a.log:11 fail chunk/finish-reason-enum /chunks/3/choices/0/finish_reason',
    ])
    expect(cases[1]?.findings[0]?.place.line).toBe(17)
  })

  it('--whole declares that nothing is missing at the end', async () => {
    const files = { 'a.sse': fullStream.slice(0, -1).join('') }
    expect((await check(files)).cases.map(shown)).toEqual(['a.sse:1 pass'])
    expect((await check(files, { whole: true })).cases.map(shown)).toEqual([
      'a.sse:1 fail stream/done-present /events/4',
    ])
  })

  it('without an end say what was not judged, and how to ask for it', async () => {
    const cut = fullStream.slice(0, -1).join('')
    const one = await check({ 'a.sse': cut })
    expect(one.stderr).toMatch(/a\.sse:1 has no end: \d+ rules about what belongs there were not evaluated\n.*--whole/)
    const two = await check({ 'a.sse': cut, 'b.sse': cut })
    expect(two.stderr).toContain('2 streams have no end, such as a.sse:1')
    expect((await check({ 'a.sse': fullStream.join('') })).stderr).toBe('')
    expect((await check({ 'a.sse': cut }, { whole: true })).stderr).toBe('')
  })

  it('every beginning of a legal stream passes', async () => {
    const text = Buffer.from(fullStream.join('').replace('Hello', 'Grüße 👋'))
    const files: Record<string, Buffer> = {}
    fc.assert(
      fc.property(fc.integer({ min: 60, max: text.length }), (length) => {
        files[`${length}.sse`] = text.subarray(0, length)
      }),
      { numRuns: 150, seed: 7 },
    )
    const { cases } = await check(files)
    expect(cases.filter(({ outcome }) => outcome !== 'pass').map(shown)).toEqual([])
    expect(cases.length).toBeGreaterThan(50)
  })

  it('a stream on standard input', async () => {
    const { child, ended } = start(['check', '-', '--whole'])
    child.stdin.end(fullStream.join(''))
    const { code, stdout } = await ended
    expect(stdout).toMatch(/^1 judged: 1 pass\n/)
    expect(code).toBe(0)
  })
})

describe('JSONL', () => {
  it('judges the chunks of one stream together', async () => {
    const lines = [...chunksSaying('a', 'b'), aChunk({ content: 5 }, {}, { id: 'chatcmpl-2' })].map(json).join('\n')
    expect((await check({ 'a.jsonl': lines })).cases.map(shown)).toEqual([
      'a.jsonl:1 pass',
      'a.jsonl:5 fail chunk/delta-types /chunks/0/choices/0/delta/content, stream/role-first /chunks/0/choices/0/delta/role',
    ])
  })

  const ask = { ...QUESTION, n: 2 }
  it.each<[string, unknown]>([
    ['request and response', { request: ask, response: aCompletion() }],
    ['req and res', { req: { body: ask }, res: { status: 200, body: aCompletion() } }],
    ['input and output', { input: ask, output: aCompletion() }],
    ['bodies as strings', { request: { body: json(ask) }, response: { status_code: 200, body: json(aCompletion()) } }],
  ])('evaluates rules that compare request and response: %s', async (_, pair) => {
    const { cases } = await check({ 'a.jsonl': `${json(pair)}\n${json(pair)}\n` })
    expect(cases.map(shown)).toEqual([
      'a.jsonl:1 pass',
      'a.jsonl:1#2 fail choice/count-equals-n /choices',
      'a.jsonl:2 pass',
      'a.jsonl:2#2 fail choice/count-equals-n /choices',
    ])
  })

  it('accepts a reply as a list of chunks or as the text of a stream', async () => {
    const request = { ...QUESTION, stream: true }
    const lines = [
      { request, response: chunksSaying('a') },
      {
        request,
        response: { status: 200, headers: { 'Content-Type': 'text/event-stream' }, body: fullStream.join('') },
      },
    ]
    const { cases } = await check({ 'a.jsonl': lines.map(json).join('\n') })
    expect(cases.map(({ title, outcome }) => `${title} ${outcome}`)).toEqual([
      'a request pass',
      'a stream pass',
      'a request pass',
      'a stream pass',
    ])
  })

  const error = { error: { message: 'No.', type: 'invalid_request_error', param: 'n', code: null } }
  const exchange = (ask: object, status: number): string =>
    `${json({ request: { ...QUESTION, ...ask }, response: { status, body: error } })}\n`

  it('does not count the mistakes of a request that was refused: the server is right', async () => {
    const { code, cases, stdout } = await check(
      { 'a.jsonl': exchange({ n: 0 }, 400) + exchange({ stream: 'yes' }, 422) + exchange({ stream: 'yes' }, 400) },
      { as: 'jsonl', reporter: ['places'] },
    )
    expect(code).toBe(0)
    expect(cases.map(({ outcome }) => outcome)).toEqual(['pass', 'pass', 'pass'])
    expect(stdout).toMatch(
      /^Server right, client wrong .*\n {2}\/stream is a string, expected a boolean or null \(a\.jsonl:2, a\.jsonl:3\)\n {2}\/n is less than 1 \(a\.jsonl:1\)\n/m,
    )
  })

  it('has the mistakes of a refused request in its report', async () => {
    const { cases } = await check({ 'a.jsonl': exchange({ n: 0 }, 400) }, { as: 'jsonl' })
    expect(cases.map(shown)).toEqual(['a.jsonl:1 pass'])
    expect(cases[0]?.clientFindings).toMatchObject([
      { rule: 'request/parameter-values', at: '/n', message: 'is less than 1', place: { file: 'a.jsonl', line: 1 } },
    ])
  })

  it.each([
    ['a valid request', {}, 400],
    ['a refusal that is not about the request', { n: 0 }, 401],
    ['a limit', { n: 0 }, 429],
  ])('does not blame the client for %s', async (_, ask, status) => {
    const { cases } = await check({ 'a.jsonl': exchange(ask, status) }, { as: 'jsonl' })
    expect(cases[0]).not.toHaveProperty('clientFindings')
  })

  it('lists the lawful replies that break clients', async () => {
    const name = { index: 0, id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }
    const calls = [name, { ...name, index: 1, id: 'call_2' }].map(({ index: _, ...call }) => call)
    const choice = {
      index: 0,
      message: { role: 'assistant', content: null, refusal: null, annotations: [], tool_calls: calls },
      logprobs: null,
      finish_reason: 'tool_calls',
    }
    const { code, stdout } = await check(
      { 'a.json': json(aCompletion({ choices: [choice] })) },
      { reporter: ['places'] },
    )
    expect(code).toBe(0)
    expect(stdout).toContain('Lawful, but clients trip over it')
    expect(stdout).toMatch(/^ {2}clients\/one-call {2}\S+ is a second call; .* \(a\.json:1\)$/m)
  })

  it('reports lines that cannot be read, and judges the others', async () => {
    const { code, cases } = await check({
      'a.jsonl': `${json(aCompletion())}\n{"a": tru}\n\n${json(wrong)}\n{"id": "x`,
    })
    expect(cases.map(({ id, outcome, reason }) => `${id} ${outcome} ${reason ?? ''}`.trim())).toEqual([
      'a.jsonl:1 pass',
      'a.jsonl:2:10 error is not JSON: "}" is not expected here',
      'a.jsonl:4 fail',
      'a.jsonl:5:10 error is not complete JSON: it ends too early',
    ])
    expect(code).toBe(2)
  })
})

function har(...entries: unknown[]): string {
  return JSON.stringify({ log: { version: '1.2', entries } }, null, 1)
}
function entry(body: unknown, response: object, url = 'https://api.example.com/v1/chat/completions'): unknown {
  const headers = [{ name: 'Authorization', value: 'Bearer a-secret-of-mine' }]
  const request = { method: 'POST', url, headers, postData: { mimeType: 'application/json', text: json(body) } }
  return { startedDateTime: '2026-01-01T00:00:00.000Z', time: 5, request, response }
}
const head = (type: string): object[] => [
  { name: 'content-type', value: type },
  { name: 'content-encoding', value: 'gzip' },
  { name: 'content-length', value: '5' },
]

describe('HTTP archives', () => {
  it('judges plain and base64 bodies, streams and errors', async () => {
    const text = json(aCompletion())
    const stream = { status: 200, headers: head('text/event-stream'), content: { text: fullStream.join('') } }
    const coded = { text: Buffer.from(text).toString('base64'), encoding: 'base64' }
    const { cases } = await check({
      'a.har': har(
        entry(QUESTION, { status: 200, headers: head('application/json'), content: { text } }),
        entry(QUESTION, { status: 200, headers: head('text/html'), content: coded }),
        entry({ ...QUESTION, stream: true }, stream),
        entry(QUESTION, { status: 200, headers: [], content: { text: '<html>' } }, 'https://example.com/'),
      ),
    })
    expect(cases.map((one) => `${one.title} ${shown(one).replace(/^\S+ /, '')}`)).toEqual([
      'a request pass',
      'a completion pass',
      'a request pass',
      'a completion fail http/json-content-type /headers/content-type',
      'a request pass',
      'a stream pass',
    ])
  })

  it('reports each entry without bodies and does not judge it', async () => {
    const { code, cases } = await check({
      'a.har': har(entry(QUESTION, { status: 200, headers: [], content: { size: 5 } })),
    })
    expect(cases.map(({ outcome, reason }) => `${outcome} ${reason ?? ''}`.trim())).toEqual([
      'pass',
      'error the archive holds no body for this reply: save it "with content"',
    ])
    expect(code).toBe(2)
  })

  it('finds nothing to judge in archives of other pages or without entries', async () => {
    const { code, stderr } = await check({ 'a.har': har(), 'b.har': har(entry(QUESTION, {}, 'https://example.com/a')) })
    expect(code).toBe(3)
    expect(stderr).toContain('the archive has no entries')
    expect(stderr).toContain('nothing to judge')
  })
})

describe('recordings', () => {
  it('of real servers', async () => {
    const { code, stdout } = await within(packageRoot, ['fixtures/recordings'], { failOn: 'never' })
    expect(code).toBe(0)
    expect(stdout).toMatch(/^\d+ judged: /m)
  })
})

describe('keys', () => {
  const key = 'sk-1234567890abcdefghij'
  it.each<[string, string]>([
    ['a.har', har(entry(QUESTION, { status: 500, headers: [], content: { text: 'your a-secret-of-mine is bad' } }))],
    [
      'a.md',
      `\`\`\`sh\ncurl http://x/v1/chat/completions -H "Authorization: Bearer a-secret-of-mine" -d '{"messages": "a-secret-of-mine ${key}"}'\n\`\`\`\n`,
    ],
    [
      'a.jsonl',
      `${json({ request: { headers: { 'x-api-key': 'a-secret-of-mine' }, body: QUESTION }, response: aCompletion({ object: `a-secret-of-mine ${key}` }) })}\n${json(wrong)}`,
    ],
    ['a.sse', frame(aChunk({ content: 'x' }, {}, { object: `Bearer a-secret-of-mine ${key}` }))],
  ])('in %s are never printed', async (name, text) => {
    const { report, stdout, stderr, cases } = await check({ [name]: text }, { verbose: true })
    expect(cases.flatMap(({ findings }) => findings).length).toBeGreaterThan(0)
    const all = report + stdout + stderr
    expect(all).not.toContain('a-secret-of-mine')
    expect(all).not.toContain(key)
  })
})

describe('bad input', () => {
  it.each<[string, string | Buffer, string]>([
    ['empty', '', 'a.json:1:1 is empty'],
    ['blank', ' \n\n', 'a.json:1:1 is empty'],
    ['binary', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 1]), 'a.json:1:1 is a binary file'],
    ['compressed', Buffer.from([0x1f, 0x8b, 8, 0]), 'a.json:1:1 is compressed: unpack it first'],
    [
      'truncated',
      '{\n "object": "chat.completion",\n "choices": [',
      'a.json:3:14 is not complete JSON: it ends too early',
    ],
    ['wrong', '{\n "object": oops}', 'a.json:2:12 is not JSON: "o" is not expected here'],
  ])('%s: is reported with its place, and the others are judged', async (_, text, message) => {
    const { code, cases } = await check({ 'a.json': text, 'b.json': json(aCompletion()) })
    expect(cases.map(({ id, outcome, reason }) => `${id} ${reason ?? outcome}`)).toEqual([message, 'b.json:1 pass'])
    expect(code).toBe(2)
  })

  it.each<[string, string]>([
    ['a.md', `\`\`\`json\n${'{"a":'.repeat(20_000)}\n\`\`\`\n`],
    ['a.md', `\`\`\`py\n${'c.chat.completions.create(a=('.repeat(20_000)}\n\`\`\`\n`],
    ['a.md', `\`\`\`sh\n${"curl -d '{ ".repeat(20_000)}\n\`\`\`\n`],
    ['a.md', `${'> '.repeat(3000)}\`\`\`json\n{}`],
    ['a.html', `${'<div>'.repeat(50_000)}<pre>{"object":"model"}`],
    ['a.json', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
  ])('%s that nests extremely deep does not crash', async (name, text) => {
    const { code, report } = await check({ [name]: text })
    expect([2, 3]).toContain(code)
    expect(report).not.toContain('call stack')
  })

  it('a missing file and a loop of links are reported', async () => {
    const folder = tempFolder()
    symlinkSync('loop', join(folder, 'loop'))
    const { code, stdout } = await within(folder, ['none.json', 'loop'])
    expect(stdout).toContain('none.json:1:1: error does not exist')
    expect(stdout).toContain('loop:1:1: error is a symbolic link to itself')
    expect(code).toBe(2)
  })

  it('a folder is searched, and files of other kinds in it are ignored', async () => {
    const files = {
      'in/a.json': json(wrong),
      'in/package.json': '{"name": "a"}',
      'in/.git/b.json': json(wrong),
      'in/c.ts': '{',
    }
    const { code, stdout, stderr } = await check(files, {}, ['in'])
    expect(stdout).toMatch(/^1 judged: 1 fail$/m)
    expect(stderr).toBe('')
    expect(code).toBe(1)
  })

  it('--fail-on decides the exit code, and --rule evaluates fewer rules', async () => {
    const files = { 'a.json': json(wrong) }
    expect((await check(files, { failOn: 'never' })).code).toBe(0)
    expect((await check(files, { rule: ['usage'] })).code).toBe(0)
  })

  it.each([['a', '--rule', 'nothing'], ['a', '--as', 'nothing'], [], ['-', '--fix']])(
    'the command line %s is a mistake',
    async (...args) => {
      const { code, stderr } = await cli(['check', ...args])
      expect(stderr).toMatch(/^error: /)
      expect(code).toBe(2)
    },
  )
})
