/** Files with messages of another API: the profile selects the API. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { check, type Ended, type Files, within } from './command.ts'

const folder = join(import.meta.dirname, 'dialects')
const read = (name: string): string => readFileSync(join(folder, `lightllm-legacy-${name}`), 'utf8')
const json = (name: string): unknown => JSON.parse(read(name))
const shown = ({ cases }: Ended): string[] =>
  cases.map(({ title, outcome, findings }) =>
    [title, outcome, ...findings.filter(({ level }) => level !== 'MAY').map(({ rule, at }) => `${rule} ${at}`)].join(
      ' ',
    ),
  )
const judge = (files: Files, flags = {}): Promise<Ended> => check(files, { profile: 'lightllm-legacy', ...flags })

describe('captures of generate', () => {
  it.each([
    ['generate.json', 'a reply pass'],
    ['generate-current.json', 'a reply pass'],
    ['generate-n2.json', 'a reply pass'],
    ['stream.sse', 'a stream pass'],
    ['stream-current.sse', 'a stream pass'],
    ['request-text.json', 'a request pass'],
    ['request-image.json', 'a request pass'],
    ['request-two-images.json', 'a request pass'],
    ['request-audio.json', 'a request pass'],
  ])('%s: %s', async (name, expected) => {
    expect(shown(await within(folder, [`lightllm-legacy-${name}`], { profile: 'lightllm-legacy' }))).toEqual([expected])
  })

  it('have findings of the rules for that API', async () => {
    const reply = { ...(json('generate.json') as object), generated_text: 'Hi', count_output_tokens: 1 }
    const ended = await judge({
      'a.json': JSON.stringify(reply),
      'b.sse': read('stream.sse').replace('"count_output_tokens":2', '"count_output_tokens":7'),
    })
    expect(shown(ended)).toEqual([
      'a reply fail generate/text-is-list /generated_text',
      'a stream fail generate/count-grows-by-one /chunks/1/token/count_output_tokens',
    ])
  })

  it('are split into streams after the last event of each, without an end marker', async () => {
    const stream = read('stream.sse')
    const events = stream.split('\n').flatMap((line) => (line ? [line.replace(/^data: ?/, '')] : []))
    const ended = await judge({ 'a.sse': stream + stream, 'b.jsonl': [...events, ...events].join('\n') })
    expect(ended.cases.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'a.sse:1 pass',
      'a.sse:7 pass',
      'b.jsonl:1 pass',
      'b.jsonl:4 pass',
    ])
  })

  it('in pairs and HTTP archives are assigned to the endpoint of their request', async () => {
    const request = json('request-text.json')
    const pair = { request, response: json('generate.json') }
    // The captured stream has three tokens.
    const short = { inputs: 'What is AI?', parameters: { max_new_tokens: 3 } }
    const streamed = { request: short, response: { status: 200, body: read('stream.sse') } }
    const entry = (path: string, asked: unknown, text: string, type: string): unknown => ({
      startedDateTime: '2026-01-01T00:00:00.000Z',
      request: {
        method: 'POST',
        url: `https://example.com${path}`,
        headers: [],
        postData: { text: JSON.stringify(asked) },
      },
      response: { status: 200, headers: [{ name: 'content-type', value: type }], content: { text } },
    })
    const entries = [
      entry('/generate', request, read('generate.json'), 'application/json'),
      entry('/a/generate_stream?b=c', short, read('stream.sse'), 'text/event-stream'),
      entry('/v1/chat/completions', request, read('generate.json'), 'application/json'),
      entry('/generate_stream', request, read('generate.json'), 'application/json'),
    ]
    const ended = await judge({
      'a.jsonl': `${JSON.stringify(pair)}\n${JSON.stringify(streamed)}\n`,
      'b.har': JSON.stringify({ log: { entries } }),
    })
    expect(shown(ended)).toEqual([
      'a request pass',
      'a reply pass',
      'a request pass',
      'a stream pass',
      'a request pass',
      'a reply pass',
      'a request pass',
      'a stream pass',
      'a request pass',
      'a reply fail generate/form-by-path /body',
    ])
  })

  it('are found in documents, unlike chat completions', async () => {
    const curl = 'curl http://localhost:8000/generate -d \'{"inputs": "Hi", "parameters": {}}\''
    const chat = `{"model": "m", "messages": [{"role": "user", "content": "Hi"}], "n": 0}`
    const text = [
      ['sh', curl],
      ['json', read('generate.json')],
      ['', read('stream.sse')],
      ['json', chat],
    ]
      .map(([language, code]) => `\`\`\`${language}\n${code}\n\`\`\`\n`)
      .join('\n')
    expect(shown(await judge({ 'a.md': text }))).toEqual(['a request pass', 'a reply pass', 'a stream pass'])
  })

  it('are named for --as by the names of the API', async () => {
    const files = { 'a.json': '{"text": "Hi"}' }
    expect(shown(await judge(files, { as: 'reply' }))[0]).toMatch(/^a reply fail generate\/required-fields/)
    await expect(judge(files, { as: 'completion' })).rejects.toThrow(
      /^--as completion is not a kind of file\n?.*expected one of reply, event, error, request, html, markdown, rst, yaml, sse, jsonl/s,
    )
  })
})
