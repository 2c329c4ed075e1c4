import { expect, it } from 'vitest'
import type { TurnReport } from '../../src/model/index.ts'
import { excerptOf } from '../../src/report/excerpt.ts'
import { CHAT } from '../support/seen.ts'

const STREAM =
  'data: {"id":"a","choices":[{"index":0,"delta":{"role":"assistant"}}]}\n\ndata: {"id":"b","choices":[]}\n\n'

function turn(text: string, patch: Partial<TurnReport> = {}, form: 'json' | 'stream' | 'text' = 'json'): TurnReport {
  const headers = [`content-type: ${form === 'stream' ? 'text/event-stream' : 'application/json'}`]
  return {
    request: { method: 'POST', url: 'http://h/v1/chat/completions', body: form === 'stream' ? { stream: true } : {} },
    status: 200,
    ended: 'complete',
    timings: { totalMs: 1 },
    retries: 0,
    curl: 'curl',
    reply: { headers, form, pieces: [{ at: 1, text }] },
    ...patch,
  }
}

/** The lines, each marked line after an arrow. */
function linesOf(of: TurnReport, at: string, got?: unknown): string[] {
  const finding = { at, message: 'm', ...(got === undefined ? {} : { got }) }
  return excerptOf(of, finding, CHAT).map(({ text, marked }) => (marked ? `> ${text}` : text))
}

const usage = turn('{"id":"a","usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":9}}')

it.each<[string, TurnReport, string, unknown, string[]]>([
  [
    'a member',
    usage,
    '/usage/total_tokens',
    9,
    ['HTTP 200', 'usage:', '  "prompt_tokens": 3', '  "completion_tokens": 4', '>   "total_tokens": 9'],
  ],
  [
    'a missing member',
    usage,
    '/usage/cost',
    undefined,
    ['HTTP 200', '> usage: {"prompt_tokens":3,"completion_tokens":4,"total_tokens":9}'],
  ],
  [
    'a missing object',
    usage,
    '/choices/0/message',
    undefined,
    ['HTTP 200', '> {"id":"a","usage":{"prompt_tokens":3,"completion_tokens":4,"total_tokens":9}}'],
  ],
  ['the status', turn('busy\nlater', { status: 500 }, 'text'), '/status', 500, ['> HTTP 500', 'busy', 'later']],
  ['a header', usage, '/headers/content-type', 'application/json', ['HTTP 200', '> content-type: application/json']],
  [
    'a missing header',
    usage,
    '/headers/x-request-id',
    undefined,
    ['HTTP 200', 'content-type: application/json', '> (no header x-request-id)'],
  ],
  ['the body', turn('<html>\n<p>502', {}, 'text'), '/body', undefined, ['HTTP 200', '> <html>', '<p>502']],
  ['an empty body', turn('', {}, 'text'), '/body', undefined, ['HTTP 200', '> (an empty body)']],
  [
    'a chunk',
    turn(STREAM, {}, 'stream'),
    '/chunks/1/id',
    'b',
    ['data: {"id":"a","choices":[{"index":0,"delta":{"role":"assistant"}}]}', '> data: {"id":"b","choices":[]}'],
  ],
  [
    'what should come next',
    turn(STREAM, {}, 'stream'),
    '/events/2',
    undefined,
    ['data: {"id":"b","choices":[]}', '> (end of the stream)'],
  ],
  ['a line', turn(STREAM, {}, 'stream'), '/lines/2', undefined, ['', '> data: {"id":"b","choices":[]}', '']],
  [
    'a reply that was compared',
    usage,
    '/replies/1/usage/total_tokens',
    9,
    ['HTTP 200', 'usage:', '  "prompt_tokens": 3', '  "completion_tokens": 4', '>   "total_tokens": 9'],
  ],
])('shows %s', (_, of, at, got, lines) => {
  expect(linesOf(of, at, got)).toEqual(lines)
})

it('shows what events add up to', () => {
  expect(linesOf(turn(STREAM, {}, 'stream'), '/choices/0/finish_reason', 'length').at(-1)).toBe(
    '> all events together: "length"',
  )
})

it('says that there was no reply, and nothing of a reply that was not kept', () => {
  const { status: _, reply: __, ...silent } = usage
  expect(linesOf({ ...silent, ended: 'unreachable' }, '')).toEqual(['> (no reply: unreachable)'])
  const { reply: ___, ...lost } = usage
  expect(linesOf(lost, '/usage')).toEqual([])
})

it('is at most five short lines of printable text, whatever came', () => {
  const long = turn(
    JSON.stringify({ usage: { a: 'x'.repeat(5000), b: ['\u001b[2J', '\n'], c: { d: [...'0123456789'] } } }),
  )
  for (const at of ['/usage/a', '/usage/b/0', '/usage/c/d/7', '/usage', '/body', '', '/chunks/0', '/status', '/%'])
    for (const { text } of excerptOf(long, { at, message: 'm' }, CHAT)) {
      expect(text.length).toBeLessThanOrEqual(160)
      expect(text).not.toMatch(/[\u0000-\u001f]/)
    }
  expect(excerptOf(long, { at: '/usage/c/d/7', message: 'm' }, CHAT).length).toBeLessThanOrEqual(5)
})

it('of a reply that nests or repeats without end is made without delay', () => {
  const deep = turn(`{"a":${'['.repeat(3000)}${']'.repeat(3000)}}`)
  const wide = turn(`{"a":[${Array.from({ length: 20_000 }, () => '{"b":[{"c":1}]}').join(',')}]}`)
  for (const of of [deep, wide])
    for (const at of ['/a', '/a/0/0', '/a/19999/b', ''])
      expect(excerptOf(of, { at, message: 'm' }, CHAT).length).toBeGreaterThan(1)
})

it('shows a member that differs in the events around too', () => {
  const events = [1, 2].map(
    (created) => `data: {"id":"a","object":"b","model":"c","created":${created},"choices":[{"index":0}]}\n\n`,
  )
  expect(linesOf(turn(events.join(''), {}, 'stream'), '/chunks/1/created', 2)).toEqual([
    'data: {"created":1,"id":"a","object":"b","model":"c","choices":[{"index":0}]}',
    '> data: {"created":2,"id":"a","object":"b","model":"c","choices":[{"index":0}]}',
  ])
  expect(linesOf(turn(events.join(''), {}, 'stream'), '/chunks/1/usage')[0]).toBe('data: {…,"choices":[{"index":0}]}')
})

it('leaves out the scalars of an event that is long, and keeps those that are meant', () => {
  const event = {
    id: 'chatcmpl-1',
    object: 'chat.completion.chunk',
    created: 1,
    model: 'm',
    choices: [],
    service_tier: 'x',
  }
  const stream = turn(`data: ${JSON.stringify(event)}\n\n`, {}, 'stream')
  expect(linesOf(stream, '/events/1')).toEqual(['data: {…,"choices":[]}', '> (end of the stream)'])
  expect(linesOf(stream, '/chunks/0/created', 1)[0]).toMatch(/^> data: \{"created":1,"id":"chatcmpl-1"/)
})
