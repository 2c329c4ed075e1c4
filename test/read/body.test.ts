import { describe, expect, it } from 'vitest'
import { type Body, isRefusal, readBody } from '../../src/read/body.ts'
import { CHAT } from '../support/seen.ts'

function read(text: string | Buffer, type?: string, wantsStream = false): Body {
  const headers = type === undefined ? [] : [['content-type', type] as const]
  return readBody(headers, [{ at: 1, bytes: Buffer.from(text) }], wantsStream)
}

describe('readBody', () => {
  it.each([
    ['a JSON object', '{"a":1}', undefined, false, 'json'],
    ['a JSON object, although a stream was requested', '{"a":1}', undefined, true, 'json'],
    ['a JSON object with the content type of streams', '{"a":1}', 'text/event-stream', false, 'stream'],
    ['a type with parameters, in any case', '', 'Text/Event-Stream; charset=utf-8', false, 'stream'],
    ['an event with the content type of JSON', 'data: {"a":1}\n\n', 'application/json', false, 'stream'],
    ['bare JSON lines that were requested as a stream', '{"a":1}\n{"a":2}\n', undefined, true, 'stream'],
    ['bare JSON lines that were not', '{"a":1}\n{"a":2}\n', undefined, false, 'text'],
    ['an HTML page, although a stream was requested', '<!doctype html><title>502</title>', undefined, true, 'page'],
    ['plain text with the content type of HTML', 'Bad Gateway', 'text/html', true, 'text'],
    ['XML', '<?xml version="1.0"?><e/>', undefined, false, 'page'],
    ['white space', ' \r\n\t', undefined, false, 'empty'],
    ['nothing', '', undefined, false, 'empty'],
    ['nothing, although a stream was requested', '', undefined, true, 'stream'],
  ] as const)('reads the form of %s', (_, text, type, wantsStream, form) => {
    expect(read(text, type, wantsStream).form).toBe(form)
  })

  it('joins pieces that split a character', () => {
    const bytes = Buffer.from('"ü"')
    const pieces = [bytes.subarray(0, 2), bytes.subarray(2)].map((part, at) => ({ at, bytes: part }))
    expect(readBody([], pieces, false)).toEqual({ form: 'json', text: '"ü"', json: 'ü', bom: false })
  })

  it('drops a byte order mark and reports it, and reports where UTF-8 ends', () => {
    expect(read('\ufeff{}')).toEqual({ form: 'json', text: '{}', json: {}, bom: true })
    expect(read(Buffer.from([0x61, 0xff]))).toEqual({ form: 'text', text: 'a\ufffd', bom: false, invalidUtf8At: 1 })
  })

  it('reads the events of a stream, up to a limit of lines', () => {
    expect(read('data: {"a":1}\n\n').stream?.events).toMatchObject([{ is: 'chunk', json: { a: 1 } }])
    const endless = read(`data: 1\n${'\n'.repeat(1_000_001)}`)
    expect(endless.form).toBe('stream')
    expect(endless.stream).toBeUndefined()
  })
})

describe('isRefusal', () => {
  it.each([
    ['a status that is not 2xx', 503, undefined, true],
    ['a 2xx status without JSON', 200, undefined, false],
    ['an error object under 200', 200, { error: { message: 'no' } }, true],
    ['the error object of other servers', 200, { object: 'error' }, true],
    ['error: null', 200, { error: null }, false],
    ['an error next to choices', 200, { error: 'x', choices: [] }, false],
  ] as const)('decides about %s', (_, status, json, expected) => {
    expect(isRefusal(status, json, CHAT.protocol.isAnswer)).toBe(expected)
  })
})
