import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { problems } from '../../src/foundation/schemas.ts'
import type { Exchange, Occasion, Report, Send } from '../../src/model/index.ts'
import { exchangeFile, readFile, readRecording } from '../../src/recording/read-recording.ts'
import { openRecordingFolder, recordRun } from '../../src/recording/record.ts'
import { fileText, fromRecorded, HEADING, toAttempts, toRecorded } from '../../src/recording/recording.ts'
import { openReplay, planReplay } from '../../src/recording/replay.ts'
import { run } from '../../src/run/run.ts'
import { aCase, aProfile, aTurn } from '../support/cases.ts'
import { folderOf } from '../support/folder.ts'
import { aCompletion, CHAT, reply } from '../support/seen.ts'
import { NEVER } from '../support/wire.ts'

const TITLE = { id: 'traffic/1', title: 'x' }

function anExchange(patch: Partial<Exchange> = {}): Exchange {
  return { ...reply(aCompletion()).exchange, ...patch }
}

/** The exchange after it was written and read. */
function restored(exchange: Exchange): Exchange {
  const file = { ...HEADING, kind: 'exchange', ...TITLE, exchange: toRecorded(exchange) } as const
  const text = fileText(file)
  expect(problems('recording.json', JSON.parse(text))).toEqual([])
  return fromRecorded(readFile(join(folderOf({ 'a.json': text }), 'a.json'), 'exchange').exchange)
}

describe('an exchange file', () => {
  it('restores the same exchange, byte for byte', () => {
    const bytes = fc.uint8Array({ maxLength: 60 })
    const piece = fc.record({ at: fc.nat(), bytes: bytes.map((one) => Buffer.from(one)) })
    fc.assert(
      fc.property(fc.array(piece), fc.string({ unit: 'binary' }), fc.json(), (pieces, text, json) => {
        for (const expected of [text, json]) {
          let body: unknown
          try {
            body = JSON.parse(expected)
          } catch {}
          const { body: _, ...request } = anExchange().request
          const exchange = anExchange({
            pieces,
            request: { ...request, text: expected, ...(body === undefined ? {} : { body: body as never }) },
          })
          expect(fromRecorded(JSON.parse(JSON.stringify(toRecorded(exchange))))).toEqual(exchange)
        }
      }),
    )
  })

  it.each([
    ['a byte order mark', '\uFEFFdata: 1\n\n'],
    ['an incomplete character', Buffer.from('né').subarray(0, 2)],
    ['carriage returns', 'data: 1\r\n\r\ndata: 2\r\r'],
    ['control characters', '\u0000\u0007\u007f\u2028'],
    ['bytes that are not text', Buffer.from([0xff, 0xfe, 0, 1])],
  ])('keeps %s', (_, body) => {
    const exchange = anExchange({ pieces: [{ at: 1, bytes: Buffer.from(body as string) }] })
    expect(restored(exchange)).toEqual(exchange)
  })

  it('keeps header lines in order, also repeated, empty, or with a colon', () => {
    const headers = [
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
      ['empty', ''],
      ['date', 'Sun, 22 Nov 2026 00:00:00 GMT'],
      ['odd', ': ß'],
    ] as const
    expect(restored(anExchange({ headers })).headers).toEqual(headers)
  })

  it('keeps incomplete exchanges', () => {
    const { status: _, ...rest } = anExchange()
    const incomplete: Exchange = {
      ...rest,
      headers: [],
      pieces: [],
      ended: 'unreachable',
      problem: 'connect ECONNREFUSED',
      timings: { totalMs: 1.25 },
      retries: [{ why: 'status 503', waitedMs: 500 }],
      request: { method: 'GET', url: 'http://a/v1/models', endpoint: 'models', headers: {}, hangUp: true },
    }
    expect(restored(incomplete)).toEqual(incomplete)
  })

  it('contains a request body as JSON if it was JSON, otherwise as text', () => {
    const request = anExchange().request
    expect(toRecorded(anExchange()).request).toHaveProperty('body')
    expect(toRecorded(anExchange()).request).not.toHaveProperty('text')
    const spaced = anExchange({ request: { ...request, text: `${request.text} ` } })
    expect(toRecorded(spaced).request).toHaveProperty('text')
    expect(toRecorded(spaced).request).not.toHaveProperty('body')
  })
})

describe('files that are not part of a recording', () => {
  const good = fileText({ ...HEADING, kind: 'exchange', ...TITLE, exchange: toRecorded(anExchange()) })
  const line = (text: string): number => good.slice(0, good.indexOf(text)).split('\n').length

  it.each<[string, string | Buffer, ...string[]]>([
    ['cut off', good.slice(0, good.indexOf('"pieces"') + 20), 'cut off'],
    ['cut off in a string', good.slice(0, good.indexOf('text') - 2), 'cut off'],
    ['empty', '', 'a.json:1:1', 'is empty'],
    ['not JSON', good.replace('"sentAt":', 'sentAt:'), `a.json:${line('"sentAt"')}:`, 'is not JSON', 'sentAt'],
    ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 1, 2]), 'a.json:1:1 is not JSON'],
    ['other JSON', '{"log": {}}', 'a.json:1:1', 'is not a recording', 'chat-conformance/recording'],
    ['a list', '[]', 'is not a recording'],
    ['of a newer version', good.replace('"version": 1', '"version": 2'), 'a.json:3:2', 'version 2', 'newer'],
    ['of another kind', good.replace('"exchange",', '"run",'), 'a.json:', 'lacks the key'],
    [
      'with an unknown key',
      good.replace('"sentAt"', '"sendAt"'),
      `a.json:${line('"sentAt"')}:`,
      'unknown key "sendAt"',
    ],
    [
      'with a wrong type',
      good.replace(/"sentAt": \d+/, '"sentAt": "now"'),
      `a.json:${line('"sentAt"')}:`,
      'is a string, expected a number',
    ],
    ['with an empty piece', good.replace(/,\s+"text": ".*"/, ''), 'expected: a piece with text or base64'],
  ])('are rejected with the place: %s', (_, content, ...says) => {
    const file = join(folderOf({ 'a.json': content }), 'a.json')
    const read = (): unknown => readFile(file, 'exchange')
    for (const expected of says) expect(read).toThrow(expected)
  })

  it('reports that a folder is not a recording', () => {
    expect(() => readRecording(folderOf({ 'a.txt': 'a' }))).toThrow('there is no recording in')
    expect(() => readRecording('/nowhere/at/all')).toThrow('there is no recording in /nowhere/at/all')
  })

  it('rejects a path that leads out of the folder', () => {
    const steps = [{ case: '../../etc/passwd' }]
    const folder = folderOf({ 'recording.json': JSON.stringify({ ...aRun(), steps }) })
    expect(() => readRecording(folder)).toThrow('does not match /')
  })
})

function aRun(): object {
  return {
    ...HEADING,
    kind: 'run',
    tool: { version: '0' },
    target: TARGET,
    startedAt: '2026-01-01T00:00:00.000Z',
    options: { attempts: 1, concurrency: 1, rules: [] },
    headers: {},
    steps: [],
    preflight: [],
  }
}

const TARGET = { baseUrl: 'http://host:1/v1', model: 'm', profile: 'strict' }
const KEY = 'sk-very-secret-key-0001'
const HEADERS = { authorization: 'Bearer $KEY' }
const TOOLS = {
  rules: new Map(),
  profile: aProfile(),
  setting: { ...TARGET, headers: HEADERS, api: CHAT },
  attempts: 2,
  concurrency: 4,
  secrets: new Map(),
  version: '0',
}

/** Runs the cases against a Send; the report. */
async function report(steps: Parameters<typeof run>[0]['steps'], send: Send, more: object = {}): Promise<Report> {
  for await (const event of run({ target: TARGET, scope: {}, steps }, { ...TOOLS, send, ...more }, NEVER))
    if (event.type === 'end') return event.report
  throw new Error('no end')
}

/** Runs the cases and records them in the folder. */
async function recorded(folder: string, cases: ReturnType<typeof aCase>[], send: Send): Promise<Report> {
  const troubles: string[] = []
  const recorder = recordRun(
    openRecordingFolder(folder),
    { secrets: new Map([['$KEY', KEY]]), protocol: CHAT.protocol },
    (what) => troubles.push(what),
  )
  const plan = { target: TARGET, scope: {}, steps: cases.map((one) => ({ case: one })) }
  const options = { attempts: 2, concurrency: 4, rules: [] }
  recorder.begin({ plan, version: '0', options, headers: HEADERS })
  for await (const event of run(plan, { ...TOOLS, send: recorder.keeping(send) }, NEVER)) {
    if (event.type === 'case') recorder.finish(event.verdict)
    if (event.type === 'end') {
      recorder.end(event.report)
      expect(troubles).toEqual([])
      return event.report
    }
  }
  throw new Error('no end')
}

async function replayed(folder: string, cases: ReturnType<typeof aCase>[]): Promise<Report> {
  const recording = readRecording(folder)
  if (!('run' in recording)) throw new Error('it is no run')
  const { run: whole, cases: files } = recording
  const known = new Map(cases.map((one) => [one.id, one]))
  const all = { run: whole, recorded: files, cases: known }
  const plan = planReplay(all, 'strict', new Set(whole.steps.map((step) => step.case)), new Map())
  const past = { startedAt: new Date(whole.startedAt), durationMs: whole.durationMs ?? 0, interrupted: false }
  return report(plan.steps, openReplay(all), { past })
}

describe('a recorded run', () => {
  let count = 0
  /** Every answer is different, so that a mix-up is detected. */
  const counting: Send = async (request) => ({
    ...reply(aCompletion({ id: `chatcmpl-${count++}` })).exchange,
    request,
    timings: { totalMs: count },
  })
  const unmet = { content: { pattern: 'never said' } }
  const cases = [
    aCase('a/same', { turns: [aTurn({ times: 5 }), aTurn()] }),
    aCase('a/same-again', { turns: [aTurn({ times: 5 }), aTurn()] }),
    aCase('b/tries', { turns: [aTurn({ assume: unmet })] }),
    aCase('b/tries/long', { turns: [aTurn(), aTurn({ fresh: true, assume: unmet }), aTurn()] }),
  ]

  it('reproduces the report: equal requests, parallel replies, attempts', async () => {
    const folder = folderOf({})
    const before = await recorded(folder, cases, counting)
    const after = await replayed(folder, cases)
    expect(JSON.stringify(after)).toBe(JSON.stringify(before))
    expect(before.cases.map(({ attempts }) => attempts)).toEqual([1, 1, 2, 2])
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(
      [
        'a',
        'b',
        'recording.json',
        'a/same.json',
        'a/same-again.json',
        'b/tries.json',
        'b/tries',
        'b/tries/long.json',
      ].sort(),
    )
  })

  it('reports which cases have changed since, and why they cannot be judged', async () => {
    const folder = folderOf({})
    await recorded(folder, cases, counting)
    const now = [
      aCase('a/same', { turns: [aTurn({ times: 6 }), aTurn()] }),
      aCase('a/same-again', { turns: [aTurn({ send: { messages: [{ role: 'user', content: 'Goodbye' }] } })] }),
      aCase('b/tries', { turns: [aTurn({ headers: { accept: 'x' } })] }),
    ]
    const { cases: verdicts } = await replayed(folder, now)
    expect(verdicts.map(({ id, outcome, reason }) => [id, outcome, reason])).toEqual([
      ['a/same', 'error', 'turn 1 is not in the recording: the case has changed since'],
      [
        'a/same-again',
        'error',
        'the request of turn 1 is not the recorded one, its body differs at /messages/0/content: the case has changed since',
      ],
      [
        'b/tries',
        'error',
        'the request of turn 1 is not the recorded one, its header accept differs: the case has changed since',
      ],
      ['b/tries/long', 'error', expect.stringContaining('no longer in the suites')],
    ])
    expect(verdicts[3]?.title).toBe('The case b/tries/long')
  })

  it('leaves out unfinished cases, as the report of an interrupted run does', async () => {
    const folder = folderOf({})
    await recorded(folder, cases, counting)
    const index = JSON.parse(readFileSync(join(folder, 'recording.json'), 'utf8'))
    index.steps[1].unfinished = true
    writeFileSync(join(folder, 'recording.json'), JSON.stringify(index))
    expect((await replayed(folder, cases)).cases.map(({ id }) => id)).toEqual(['a/same', 'b/tries', 'b/tries/long'])
  })

  it('replaces an older recording, and nothing else', async () => {
    const folder = folderOf({})
    await recorded(folder, cases, counting)
    writeFileSync(join(folder, 'notes.txt'), 'mine')
    await recorded(folder, cases.slice(0, 1), counting)
    expect(readdirSync(join(folder, 'a'))).toEqual(['same.json'])
    expect(readFileSync(join(folder, 'notes.txt'), 'utf8')).toBe('mine')
    const other = folderOf({ 'precious.txt': 'mine' })
    expect(() => openRecordingFolder(other)).toThrow('is not empty')
    const broken = folderOf({ 'recording.json': '{' })
    expect(() => openRecordingFolder(broken)).toThrow('is not empty')
    expect(() => openRecordingFolder(join(other, 'precious.txt'))).toThrow('a part of its path is a file')
  })

  it('continues if the disk fails', async () => {
    const warnings: string[] = []
    const full = {
      clear: () => undefined,
      write: () => {
        throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' })
      },
    }
    const recorder = recordRun(full, { secrets: new Map(), protocol: CHAT.protocol }, (what) => warnings.push(what))
    recorder.begin({
      plan: { target: TARGET, scope: {}, steps: [] },
      version: '0',
      options: { attempts: 1, concurrency: 1, rules: [] },
      headers: {},
    })
    const { cases: verdicts } = await report([{ case: aCase('a/b') }], recorder.keeping(counting))
    for (const verdict of verdicts) recorder.finish(verdict)
    expect(warnings).toEqual(['the recording is incomplete, since a file cannot be written: the disk is full'])
  })

  it('keeps attempts separate, also an attempt that sent nothing', () => {
    const occasion: Occasion = { case: 'a/b', attempt: 2, turn: 1, reply: 0 }
    expect(toAttempts([{ occasion, exchange: anExchange() }], 2)).toMatchObject([[], [{ turn: 1, replies: [{}] }]])
  })
})

it('exchange files sort by their number', () => {
  expect([2, 10, 1].map(exchangeFile).sort()).toEqual([1, 2, 10].map(exchangeFile))
})
