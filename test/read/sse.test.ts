import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Piece, SseEvent } from '../../src/model/index.ts'
import { readEvents } from '../../src/read/sse.ts'

type Fields = Pick<SseEvent, 'data' | 'event'>

/** The bytes as pieces that end at the cuts; the nth piece arrives after n milliseconds. */
function cutAt(bytes: Buffer, cuts: readonly number[]): Piece[] {
  const ends = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b)
  return [...ends, bytes.length].map((end, i) => ({ at: i + 1, bytes: bytes.subarray(ends[i - 1] ?? 0, end) }))
}

function onePiece(text: string | Buffer): Piece[] {
  return [{ at: 1, bytes: Buffer.from(text) }]
}

function read(text: string | Buffer): Fields[] {
  return fieldsOf(readEvents(onePiece(text)).events)
}

function fieldsOf(events: readonly SseEvent[]): Fields[] {
  return events.map(({ data, event }) => ({ data, ...(event === undefined ? {} : { event }) }))
}

/** A second implementation of the standard, character by character, to compare with. */
function readSlowly(bytes: Buffer): Fields[] {
  const text = bytes.toString('utf8').replace(/^\ufeff/, '')
  const events: Fields[] = []
  let line = ''
  let data: string[] = []
  let event = ''
  const endLine = (): void => {
    if (line === '') {
      if (data.length) events.push({ data: data.join('\n'), ...(event ? { event } : {}) })
      data = []
      event = ''
    } else if (!line.startsWith(':')) {
      const colon = line.indexOf(':')
      const field = colon === -1 ? line : line.slice(0, colon)
      const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
      if (field === 'data') data.push(value)
      if (field === 'event') event = value
    }
    line = ''
  }
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '\r' && text[i + 1] === '\n') i++
    if (text[i] === '\r' || text[i] === '\n') endLine()
    else line += text[i]
  }
  return events
}

const lineText = fc.oneof(
  fc.constantFrom(
    '',
    ':',
    ': hi',
    'data',
    'data:',
    'data: ',
    'data:  x',
    'data: [DONE]',
    'event: error',
    'event:',
    'id: 7',
    'retry: 10',
    'retry: x',
  ),
  fc.constantFrom(
    'data: {"choices":[]}',
    'data:{"a":"é🚀你"}',
    'dat',
    'data : x',
    ' data: x',
    'DATA: x',
    'data: a: b',
    '\ufeffdata: x',
    'datax',
    'events: e',
  ),
  fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => `data: ${text.replace(/[\r\n]/g, '')}`),
)
const body = fc
  .tuple(
    fc.constantFrom('', '\ufeff', '\ufeff\ufeff', 'ï»¿'),
    fc.array(fc.tuple(lineText, fc.constantFrom('\n', '\r\n', '\r', '\n\n', '\r\n\r\n', '\r\r'))),
    fc.constantFrom('', 'data: never ended'),
  )
  .map(([first, lines, last]) => Buffer.from(first + lines.flat().join('') + last))
const RUNS = { seed: 7, numRuns: 400 }

describe('any stream', () => {
  it('is parsed as the standard says', () => {
    fc.assert(
      fc.property(body, (bytes) => {
        expect(read(bytes)).toEqual(readSlowly(bytes))
      }),
      RUNS,
    )
  })

  it('is parsed the same wherever its bytes are split', () => {
    fc.assert(
      fc.property(body, fc.array(fc.nat(), { maxLength: 8 }), (bytes, cuts) => {
        const cut = readEvents(cutAt(bytes, cuts))
        const uncut = readEvents(onePiece(bytes))
        expect(fieldsOf(cut.events)).toEqual(fieldsOf(uncut.events))
        expect(cut.lines.map(({ text }) => text)).toEqual(uncut.lines.map(({ text }) => text))
      }),
      RUNS,
    )
  })

  it('is parsed the same byte by byte, also if it is not UTF-8', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), body, (noise, bytes) => {
        const all = Buffer.concat([bytes, noise, bytes])
        const pieces = [...all].map((byte, i) => ({ at: i, bytes: Buffer.of(byte) }))
        expect(fieldsOf(readEvents(pieces).events)).toEqual(readSlowly(all))
      }),
      RUNS,
    )
  })

  it('is parsed the same with any of the three line endings', () => {
    fc.assert(
      fc.property(fc.array(lineText), (lines) => {
        const ends = ['\n', '\r\n', '\r'].map((end) => read([...lines, '', ''].join(end)))
        expect(ends[1]).toEqual(ends[0])
        expect(ends[2]).toEqual(ends[0])
      }),
      RUNS,
    )
  })
})

describe('lines', () => {
  const linesOf = (text: string): string[] => readEvents(onePiece(text)).lines.map((line) => line.text)

  it('are the lines of the body, without their line endings', () => {
    expect(linesOf('a\nb\r\nc\rd')).toEqual(['a', 'b', 'c', 'd'])
    expect(linesOf('\n\r\n\r')).toEqual(['', '', ''])
    expect(linesOf('\ufeffa\n')).toEqual(['a'])
    expect(linesOf('')).toEqual([])
  })

  it('do not end at Unicode line separators', () => {
    expect(read('data: a\u2028b\u0085c\vd\n\n')).toEqual([{ data: 'a\u2028b\u0085c\vd' }])
  })
})

describe('times', () => {
  const timed = (...texts: string[]): ReturnType<typeof readEvents> =>
    readEvents(texts.map((text, i) => ({ at: (i + 1) * 10, bytes: Buffer.from(text) })))

  it('are the arrival of the piece that completed the event', () => {
    const { events, lines } = timed('data: a\n', '\nda', 'ta: b', '\n\ndata: c\n\n')
    expect(events.map(({ at }) => at)).toEqual([20, 40, 40])
    expect(lines.map(({ text, at }) => [text, at])).toEqual([
      ['data: a', 10],
      ['', 20],
      ['data: b', 40],
      ['', 40],
      ['data: c', 40],
      ['', 40],
    ])
  })

  it('do not wait for a line feed that may follow a carriage return', () => {
    expect(timed('data: a\r\r', 'data: b\r\r').events.map(({ at }) => at)).toEqual([10, 20])
    expect(timed('data: a\r\n\r', '\ndata: b\r\n\r\n').events.map(({ data, at }) => [data, at])).toEqual([
      ['a', 10],
      ['b', 20],
    ])
  })

  it('of a split character are the arrival of its last byte', () => {
    const [first, second] = [Buffer.from('data: 🚀\n\n').subarray(0, 8), Buffer.from('data: 🚀\n\n').subarray(8)]
    const { events } = readEvents([
      { at: 1, bytes: first },
      { at: 2, bytes: second },
    ])
    expect(events).toMatchObject([{ data: '🚀', at: 2 }])
  })
})

describe('the kind of an event', () => {
  const kindOf = (text: string, end = '[DONE]'): string | undefined => readEvents(onePiece(text), end).events[0]?.is

  it.each([
    ['data: {"choices":[]}', 'chunk'],
    ['data: {}', 'chunk'],
    ['data: {"error":null}', 'chunk'],
    ['data: {"choices":\ndata: []}', 'chunk'],
    ['data: [DONE]', 'done'],
    ['data:[DONE]', 'done'],
    ['data:  [DONE] ', 'done'],
    ['data: "[DONE]"', 'done'],
    ['data: {"error":{"message":"no"}}', 'error'],
    ['data: {"error":"no"}', 'error'],
    ['event: error\ndata: {"message":"no"}', 'error'],
    ['event: error\ndata: no', 'error'],
    ['data: done', 'other'],
    ['data: ', 'other'],
    ['data: null', 'other'],
    ['data: []', 'other'],
    ['data: {"choices":[]', 'other'],
    ['data: 1', 'other'],
  ])('%s → %s', (text, kind) => expect(kindOf(`${text}\n\n`)).toBe(kind))

  it('is the end only if the API has such an event', () => {
    expect(readEvents(onePiece('data: [DONE]\n\n')).events[0]?.is).toBe('other')
    expect(kindOf('data: [DONE]\n\n', '[END]')).toBe('other')
    expect(kindOf('data: [END]\n\n', '[END]')).toBe('done')
  })

  it('is dropped without a blank line after it', () => {
    expect(kindOf('data: {}\n')).toBeUndefined()
    expect(kindOf('data: {}')).toBeUndefined()
  })

  it('has the parsed data and the name', () => {
    expect(readEvents(onePiece('event: x\ndata: {"a":[1]}\n\ndata: no\n\n')).events).toEqual([
      { data: '{"a":[1]}', event: 'x', at: 1, is: 'chunk', json: { a: [1] } },
      { data: 'no', at: 1, is: 'other' },
    ])
  })
})
