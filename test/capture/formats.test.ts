/** Files of the formats that people have, through the real command: what is judged in them, and what is said about the rest. */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { aChunk, aCompletion, chunksSaying, frame, QUESTION } from '../support/seen.ts'
import { check, type Verdict } from './command.ts'

const json = (value: unknown): string => JSON.stringify(value)
/** Its id is right and its object is not. */
const wrong = aCompletion({ object: 'completion' })
const right = aCompletion()
const stream = [...chunksSaying('Hello').map(frame), 'data: [DONE]\n\n'].join('')
const wrongStream = stream.replace('"stop"', '"halt"')
const asksStream = json({ ...QUESTION, stream: true })

const shown = ({ title, outcome, findings }: Verdict): string => {
  const counted = findings.filter(({ rule, level }) => !rule.startsWith('clients/') && level === 'MUST')
  return `${title} ${outcome} ${counted.map(({ rule }) => rule).join(', ')}`.trim()
}
const OBJECT = 'a completion fail completion/object-const'
const HALT = 'a stream fail chunk/finish-reason-enum'
const ENVELOPE = 'an error reply fail error/envelope'
const CURL = `$ curl -i http://localhost/v1/chat/completions -d '${json(QUESTION)}'`
const HEAD = 'Content-Type: application/json\nDate: Mon, 09 Dec 2024 19:39:58 GMT\nServer: a\n'

const rows = (text: string, key: string): string =>
  text
    .split('\n')
    .map((line) => `${json({ [key]: `${line}\n`, time: 1 })}\n`)
    .join('')
const prefixed = (prefix: string): string => wrongStream.replace(/^/gm, prefix)

const exchange = (body: unknown, status = 200, uri = 'https://a.example/v1/chat/completions') => ({
  request: { method: 'POST', uri, body: json(QUESTION), headers: {} },
  response: { status: { code: status, message: 'a' }, headers: { 'Content-Type': ['application/json'] }, body },
})
const cassette = (...interactions: unknown[]): string => json({ version: 1, interactions })
const yaml = (body: string, isRuby = false): string =>
  `---\n${isRuby ? 'http_' : ''}interactions:\n- request:\n    method: ${isRuby ? 'post' : 'POST'}\n    uri: https://a.example/v1/chat/completions\n    body:\n      string: '${json(QUESTION)}'\n  response:\n    status:\n      code: 200\n    headers:\n      Content-Type: [application/json]\n    body:\n${body}\n`
const printed =
  "ChatCompletion(id='a', choices=[Choice(finish_reason='halt', index=0, logprobs=None, message=ChatCompletionMessage(content='a', role='assistant', tool_calls=None))], created=1767225600, model='m', object='chat.completion', usage=None)"
const notebook = (...cells: unknown[]): string =>
  JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }, null, 1)
const printing = (...text: string[]): unknown => ({
  cell_type: 'code',
  source: ['x'],
  outputs: [{ output_type: 'stream', name: 'stdout', text }],
})
const openApi = (responses: unknown): string =>
  JSON.stringify(
    { openapi: '3.1.0', paths: { '/v1/chat/completions': { post: { responses } }, '/v1/other': { get: {} } } },
    null,
    2,
  )
const example = (value: unknown): unknown => ({ content: { 'application/json': { example: value } } })

const FORMATS: readonly (readonly [string, string, string | Buffer, readonly string[]])[] = [
  ['curl -i', 'a.txt', `${CURL}\nHTTP/1.1 200 OK\n${HEAD}\n${json(wrong)}\n`, ['a request pass', OBJECT]],
  [
    'curl -i, an error with CR LF',
    'a.txt',
    `${CURL}\nHTTP/2 400 \n${HEAD}\n{"detail":"a"}\n`.replaceAll('\n', '\r\n'),
    [ENVELOPE],
  ],
  [
    'curl -v with its noise, the reply and what follows in one line',
    'a.log',
    `* Trying\n> POST /v1/chat/completions HTTP/1.1\n> Host: a\n>\n< HTTP/1.1 200 OK\n< content-type: application/json\n<\n{ [300 bytes data]\n${json(wrong)}* Connection #0 to host a left intact\n`,
    [OBJECT],
  ],
  [
    'curl -v of a stream',
    'a.txt',
    `> POST /v1/chat/completions HTTP/1.1\n>\n< HTTP/1.1 200 OK\n< content-type: text/event-stream\n<\n${wrongStream.replace('\n\n', '\n\n* TLS\n')}* Connection #0 to host a left intact\n`,
    [HALT],
  ],
  [
    'a command, then its reply',
    'a.txt',
    `curl http://a/v1/chat/completions \\\n  -d '${json({ ...QUESTION, n: 2 })}'\n\n${JSON.stringify(right, null, 2)}\n`,
    ['a request pass', 'a completion fail choice/count-equals-n'],
  ],
  [
    'HTTPie',
    'a.txt',
    `POST /v1/chat/completions HTTP/1.1\nHost: a\n\n${JSON.stringify(QUESTION, null, 4)}\n\n\nHTTP/1.1 422 Unprocessable Entity\n${HEAD}\n{\n  "detail": []\n}\n`,
    [ENVELOPE],
  ],
  [
    'several exchanges',
    'a.txt',
    `HTTP/1.1 200 OK\n${HEAD}\n${json(right)}\n\nHTTP/1.1 200 OK\n${HEAD}\n${json(wrong)}\n`,
    ['a completion pass', OBJECT],
  ],
  [
    'HTTP in fences',
    'a.md',
    `\`\`\`http\nHTTP/1.1 400 Bad Request\nContent-Type: application/json\n\n{"detail": "a"}\n\`\`\`\n`,
    [ENVELOPE],
  ],
  [
    'a page in fences',
    'a.md',
    `\`\`\`console\n${CURL}\nHTTP/1.1 502 Bad Gateway\nContent-Type: text/html\n\n<html></html>\n\`\`\`\n`,
    [ENVELOPE],
  ],
  ['a prefix of kubernetes', 'a.log', prefixed('2024-05-01T10:00:00.000Z stdout F '), [HALT]],
  ['a prefix of docker compose', 'a.log', prefixed('server-1  | '), [HALT]],
  ['a prefix of journald', 'a.log', prefixed('Jan 01 00:00:00 host unit[1]: '), [HALT]],
  ['a time', 'a.log', prefixed('[10:00:00] '), [HALT]],
  [
    'a prefix of a logger, without empty lines',
    'a.log',
    wrongStream.replaceAll('\n\n', '\n').replace(/^/gm, 'DEBUG:client: '),
    [HALT],
  ],
  ['rows of docker', 'a.log', rows(wrongStream, 'log'), [HALT]],
  ['rows of journald', 'a.jsonl', rows(wrongStream, 'MESSAGE'), [HALT]],
  ['VCR, JSON', 'a.json', cassette(exchange({ string: json(wrong) })), ['a request pass', OBJECT]],
  [
    'VCR, several',
    'a.json',
    cassette(exchange(json(right)), exchange(json({ detail: 'a' }), 400)),
    ['a request pass', 'a completion pass', ENVELOPE],
  ],
  [
    'VCR, parsed',
    'a.json',
    cassette({ ...exchange(''), response: { status: { code: 200 }, parsed_body: wrong } }),
    ['a request pass', OBJECT],
  ],
  ['vcrpy', 'a.yaml', yaml(`      string: '${json(wrong)}'`), ['a request pass', OBJECT]],
  [
    'vcrpy, compressed',
    'a.yml',
    yaml(`      string: !!binary |\n        ${gzipSync(json(wrong)).toString('base64')}`),
    ['a request pass', OBJECT],
  ],
  [
    'VCR of Ruby',
    'a.yml',
    yaml(`      encoding: UTF-8\n      base64_string: ${Buffer.from(json(wrong)).toString('base64')}`, true),
    ['a request pass', OBJECT],
  ],
  [
    'go-vcr',
    'a.yaml',
    `---\nversion: 2\ninteractions:\n    - id: 0\n      request:\n        body: '${asksStream}'\n        url: https://a.example/v1/chat/completions\n        method: POST\n      response:\n        body: |+\n${wrongStream.replace(/^(?=.)/gm, '            ')}\n        headers:\n            Content-Type:\n                - text/event-stream\n        status: 200 OK\n        code: 200\n`.replaceAll(
      '\n',
      '\r\n',
    ),
    ['a request pass', HALT],
  ],
  [
    'nock',
    'a.json',
    json([
      {
        scope: 'https://a.example:443',
        method: 'POST',
        path: '/v1/chat/completions',
        body: QUESTION,
        status: 200,
        response: wrong,
      },
    ]),
    [OBJECT],
  ],
  [
    'messages next to the response',
    'a.jsonl',
    `${json({ ...QUESTION, stream: true, status: 'success', response: wrong })}\n`.repeat(2),
    [OBJECT, OBJECT],
  ],
  [
    'request_body and response_body',
    'a.jsonl',
    json({ request_body: QUESTION, response_body: { detail: 'a' }, response_status: 400 }),
    [ENVELOPE],
  ],
  [
    'attributes of a span',
    'a.json',
    json({ spans: [{ attributes: { 'input.value': json(QUESTION), 'output.value': json(wrong) } }] }),
    ['a request pass', OBJECT],
  ],
  [
    'a stream that a gateway logged as one reply',
    'a.jsonl',
    json({ request: { ...QUESTION, stream: true }, response: right }),
    ['a request pass', 'a completion pass'],
  ],
  [
    'a reply of a proxy',
    'a.json',
    json([
      {
        request: { url: '/v1/chat/completions', method: 'POST', body: QUESTION },
        response: { status: 200, headers: { 'content-type': 'application/json' }, body: wrong },
      },
    ]),
    ['a request pass', OBJECT],
  ],
  [
    'a notebook',
    'a.ipynb',
    notebook(
      { cell_type: 'markdown', source: ['```json\n', `${json(wrong)}\n`, '```'] },
      printing(`${printed}\n`),
      printing(...JSON.stringify(wrong, null, 1).split(/(?<=\n)/)),
    ),
    [OBJECT, 'a completion fail choice/finish-reason-enum', OBJECT],
  ],
  [
    'a failed cell',
    'a.ipynb',
    notebook({
      cell_type: 'code',
      source: 'x',
      outputs: [{ output_type: 'error', ename: 'BadRequestError', evalue: "Error code: 400 - {'detail': 'a'}" }],
    }),
    [ENVELOPE],
  ],
  ['OpenAPI', 'a.json', openApi({ 200: example(wrong), 400: example({ detail: 'a' }) }), [OBJECT, ENVELOPE]],
  [
    'stored completions',
    'a.json',
    JSON.stringify({ object: 'list', data: [right, wrong], has_more: false }, null, 1),
    ['a completion pass', OBJECT],
  ],
  [
    'chunks, one a line',
    'a.ndjson',
    chunksSaying('a')
      .map((chunk, i) => json({ ...chunk, id: `c${i}` }))
      .join('\r\n'),
    ['a stream fail stream/same-id, stream/same-id'],
  ],
  [
    'an exception in Python',
    'a.txt',
    "openai.BadRequestError: Error code: 400 - {'detail': 'it is \"so\"', 'ok': None}\n",
    [ENVELOPE],
  ],
  [
    'an exception in Node.js',
    'a.log',
    "BadRequestError: 400 No\n    at a (b.mjs:1:2) {\n  status: 400,\n  error: { message: 5, type: 'a', param: null, code: null },\n  code: 400\n}\n",
    ['an error reply fail error/field-types'],
  ],
  [
    'an exception in Go',
    'a.txt',
    'POST "https://a/v1/chat/completions": 404 Not Found {"message":"a","type":3,"param":null,"code":null}\n',
    ['an error reply fail error/field-types'],
  ],
  ['an error in a stream', 'a.log', 'x data: {"error": {"message": "a", "type": 3, "code": 500}}\n', []],
  ['UTF-16', 'a.json', Buffer.from(`\ufeff${json(wrong)}`, 'utf16le'), [OBJECT]],
  ['UTF-16, big endian', 'a.sse', Buffer.from(`\ufeff${wrongStream}`, 'utf16le').swap16(), [HALT]],
  ['a byte order mark', 'a.json', `\ufeff${json(right)}`, ['a completion pass']],
  ['a byte order mark', 'a.sse', `\ufeff${stream}`, ['a stream pass']],
]

describe('formats', () => {
  it.each(FORMATS)('%s (%s)', async (_, name, content, expected) => {
    const { cases } = await check({ [name]: content })
    expect(cases.map(shown)).toEqual(expected)
  })

  it('a folder of cassettes, exchange by exchange', async () => {
    const files = {
      'in/a.yaml': yaml(`      string: '${json(wrong)}'`),
      'in/b/c.json': cassette(exchange(json(right))),
      'in/d.yml': 'on: push\n',
    }
    const { cases, stderr } = await check(files, {}, ['in'])
    expect(cases.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'in/a.yaml:3 pass',
      'in/a.yaml:3#2 fail',
      'in/b/c.json:1 pass',
      'in/b/c.json:1#2 pass',
    ])
    expect(stderr).toBe('')
  })
})

describe('what is not judged', () => {
  it.each([
    ['no stream', 'a.sse', 'hello\nworld\n', 'looked for an event stream'],
    ['no message', 'a.txt', 'nothing {a}\n', 'looked for HTTP'],
    [
      'another address',
      'a.json',
      cassette(exchange('{}', 200, 'https://a.example/v1/embeddings')),
      '1 exchange with another address (https://a.example/v1/embeddings)',
    ],
    ['an empty reply', 'a.txt', `HTTP/1.1 200 OK\n${HEAD}\n`, '1 reply without a body'],
    [
      'a reply that was cut',
      'a.txt',
      `HTTP/1.1 200 OK\n${HEAD}\n{"id": "a", "object": "chat.comp`,
      '1 reply in a form that is not known',
    ],
    ['another API', 'a.sse', 'event: message_start\ndata: {"type":"message_start"}\n\n', '1 stream of another API'],
  ])('%s is no pass', async (_, name, text, note) => {
    const { code, cases, stderr } = await check({ [name]: text })
    expect(cases).toEqual([])
    expect(code).toBe(3)
    expect(stderr).toContain(note)
  })

  it('is said next to what is judged', async () => {
    const other = exchange('{}', 200, 'https://a.example/v1/embeddings')
    const { stderr, code } = await check({ 'in/a.json': cassette(exchange(json(right)), other, other) }, {}, ['in'])
    expect(stderr).toContain('in/a.json:1: not judged: 2 exchanges with other addresses')
    expect(code).toBe(0)
  })

  it('members that a document leaves out are not missing, and are not written in', async () => {
    const text =
      '```json\n{"...": "...", "choices": [{"index": 0, "delta": {"...": "…"}, "finish_reason": null}]}\n```\n'
    const { cases, read } = await check({ 'a.md': text }, { fix: true })
    expect(cases.map(shown)).toEqual(['a chunk pass'])
    expect(read('a.md').toString()).toBe(text)
  })

  it('a character that is torn between deltas shows without a request', async () => {
    const torn = [...chunksSaying('a \ufffd', '\ufffd').map(frame), 'data: [DONE]\n\n'].join('')
    const { cases } = await check({ 'a.sse': torn })
    expect(cases[0]?.findings.map(({ rule }) => rule)).toContain('json/no-replacement-char')
  })

  it('what a client fills in is not known', async () => {
    const { cases } = await check({ 'a.txt': `${printed.replace("'halt'", "'stop'")}\n` })
    expect(cases.map(shown)).toEqual(['a completion pass'])
  })

  it.each<[string, string]>([
    ['a.txt', '{'.repeat(100_000)],
    ['a.txt', 'Error code: 400 - {'.repeat(50_000)],
    ['a.txt', 'HTTP/1.1 200 OK\n'.repeat(50_000)],
    ['a.json', json(Array.from({ length: 10_000 }, () => exchange('x', 200, '/v1/embeddings')))],
    ['a.yaml', `interactions:\n${'- request: {a: '.repeat(5000)}`],
  ])('%s that is hostile takes no longer than others', async (name, text) => {
    const { code } = await check({ [name]: text })
    expect([2, 3]).toContain(code)
  })
})

it('a chunk alone needs no end', async () => {
  const { stderr } = await check({ 'a.json': json(aChunk({ role: 'assistant', content: '' })) })
  expect(stderr).toBe('')
})
