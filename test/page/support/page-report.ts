/** A report with one case for each way in which the page shows a finding, a message or a fact. */
import type {
  CapabilityJudgement,
  Defect,
  Json,
  Noted,
  PieceReport,
  Report,
  TurnReport,
  Verdict,
} from '../../../src/model/index.ts'
import { runNamed } from '../../support/runs.ts'

/** One red pixel. */
export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='

/** Half a second of silence. */
export const WAV = Buffer.concat([
  Buffer.from('RIFF'),
  u32(36 + 4000),
  Buffer.from('WAVEfmt '),
  u32(16),
  Buffer.from([1, 0, 1, 0]),
  u32(8000),
  u32(8000),
  Buffer.from([1, 0, 8, 0]),
  Buffer.from('data'),
  u32(4000),
  Buffer.alloc(4000, 128),
]).toString('base64')

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

const COMPLETION = JSON.stringify({
  id: 'chatcmpl-1',
  created: 1.0,
  choices: [{ index: 0, message: { role: 'assistant', content: 'Four.' }, finish_reason: 'stop' }],
})

/** A turn with a reply of these pieces. */
export function aTurn(
  pieces: readonly PieceReport[],
  own: Partial<TurnReport> = {},
  headers: string[] = [],
): TurnReport {
  return {
    request: {
      method: 'POST',
      url: 'http://127.0.0.1:8000/v1/chat/completions',
      body: { model: 'small', messages: [{ role: 'user', content: 'What is two and two?' }] },
    },
    status: 200,
    ended: 'complete',
    timings: { firstByteMs: 12, totalMs: 90 },
    retries: 0,
    curl: "curl -sS -i 'http://127.0.0.1:8000/v1/chat/completions'",
    reply: { headers, pieces },
    ...own,
  }
}

export function jsonTurn(text: string, own: Partial<TurnReport> = {}): TurnReport {
  return aTurn([{ at: 20, text }], own, ['content-type: application/json', 'x-thing: one'])
}

/** A turn with a stream of these events, each in its own piece, 10 ms apart. */
export function streamTurn(events: readonly string[], own: Partial<TurnReport> = {}): TurnReport {
  const pieces = events.map((data, i) => ({ at: 15 + 10 * i, text: `data: ${data}\n\n` }))
  return aTurn(pieces, own, ['content-type: text/event-stream'])
}

export function delta(content: string): string {
  return JSON.stringify({ id: 'c', choices: [{ index: 0, delta: { content }, finish_reason: null }] })
}

export function aCase(id: string, turns: readonly TurnReport[], findings: readonly Partial<Noted>[] = []): Verdict {
  return {
    id,
    title: `About ${id}`,
    suite: id.split('/')[0] ?? '',
    needs: [],
    outcome: findings.length ? 'fail' : 'pass',
    attempts: 1,
    turns,
    findings: findings.map((own) => ({ rule: 'a/rule', level: 'MUST', turn: 0, at: '', message: 'is wrong', ...own })),
  }
}

function messages(...content: Json[]): Partial<TurnReport> {
  const body = { model: 'small', messages: [{ role: 'user', content }] }
  return { request: { method: 'POST', url: 'http://127.0.0.1:8000/v1/chat/completions', body } }
}

export const CASES: readonly Verdict[] = [
  aCase(
    'marks/json',
    [jsonTurn(COMPLETION)],
    [
      { at: '/choices/0/message/content', message: 'is no number', got: 'Four.' },
      { at: '/usage/total_tokens', message: 'is missing' },
      { at: '/status', message: 'is odd', level: 'SHOULD' },
      { at: '/headers/x-thing', message: 'is one' },
      { at: '/headers/x-absent', message: 'is missing' },
      { at: '', message: 'is strange as a whole' },
      { at: '/created', message: 'is told', level: 'SHOULD', tolerated: 'everyone does it' },
      { at: '/id', message: 'is known', known: 'waits for release 5' },
    ],
  ),
  aCase(
    'marks/stream',
    [streamTurn([delta('Fo'), ': a comment'.slice(2), delta('ur'), '{"error":{"message":"late"}}', delta('.')])],
    [
      { at: '/chunks/1/choices/0/delta/content', message: 'is the second chunk' },
      { at: '/events/3', message: 'is an error' },
      { at: '/events/5', message: 'no end mark' },
      { at: '/lines/2', message: 'is the line of the second event' },
      { at: '/choices/0/message/content', message: 'adds up wrongly' },
      { at: '/chunks/77', message: 'is nowhere' },
    ],
  ),
  aCase(
    'marks/conversation',
    [jsonTurn(COMPLETION), jsonTurn(COMPLETION.replace('Four', 'Five'))],
    [{ turn: 1, at: '/replies/1/choices/0/message/content', message: 'differs from the first' }],
  ),
  aCase(
    'marks/long-stream',
    [streamTurn(Array.from({ length: 400 }, (_, i) => delta(`${i} `)))],
    [{ at: '/chunks/200/id', message: 'is in the middle' }],
  ),
  aCase(
    'facts/gap',
    [
      aTurn(
        [
          { at: 10, text: `data: ${delta('a')}\n\ndata: ${delta('b')}\n\n` },
          { at: 50, bytesLeftOut: 123_456 },
          { at: 80, text: 'rest"}\n\ndata: [DONE]\n\n' },
        ],
        {},
        ['content-type: text/event-stream'],
      ),
    ],
    [{ at: '/chunks/900/id', message: 'is in what is left out' }],
  ),
  aCase('facts/bytes', [aTurn([{ at: 10, base64: Buffer.from([0, 0xff, 0x41, 0x42]).toString('base64') }])]),
  aCase('facts/no-reply', [
    { ...aTurn([]), ended: 'unreachable', reply: undefined, status: undefined } as unknown as TurnReport,
  ]),
  {
    ...aCase('facts/repeats', [jsonTurn(COMPLETION)]),
    repeats: {
      outcomes: { pass: 8, warn: 0, fail: 2, inconclusive: 0, unsupported: 0, skip: 0, error: 0 },
      passed: 8,
      of: 10,
      interval: [0.4901, 0.9433],
      passPower: [0.8, 0.6222],
    },
    source: { file: 'suites/facts.yaml', line: 7, yaml: 'repeats:\n  title: About it\n', digest: 'abc' },
  },
  aCase('media/pictures', [
    jsonTurn(
      COMPLETION,
      messages(
        { type: 'text', text: 'Look:' },
        { type: 'image_url', image_url: { url: `data:image/png;base64,${PNG}` } },
        { type: 'image_url', image_url: { url: 'https://pictures.example/cat.png' } },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
        { type: 'image_url', image_url: { url: 'data:image/png;base64,no base64' } },
        { type: 'input_audio', input_audio: { format: 'wav', data: WAV } },
        { type: 'input_audio', input_audio: { format: 'wav', data: 'no base64!' } },
      ),
    ),
  ]),
]

const EXTENT: Defect['extent'] = { findings: 3, unit: 'replies', broken: 2, of: 9 }

function aDefect(
  id: string,
  level: Defect['level'],
  own: Partial<Defect>,
  example: Partial<Defect['example']>,
): Defect {
  return {
    id,
    rule: id.replace(/ .*/, ''),
    level,
    extent: EXTENT,
    cases: ['marks/json', 'marks/conversation'],
    example: { case: 'marks/json', turn: 0, at: '', message: 'is wrong', excerpt: [], ...example },
    explains: [],
    ...own,
  }
}

/** More than are open at first, and one that a baseline accepts. */
export const DEFECTS: readonly Defect[] = [
  aDefect(
    'stream/done-present',
    'MUST',
    { explains: [{ rule: 'usage/details', level: 'SHOULD', findings: 4, cases: 2 }] },
    {
      at: '/usage/total_tokens',
      message: 'is missing',
      curl: "curl -sS -i 'http://127.0.0.1:8000/v1/chat/completions'",
      excerpt: [{ text: 'usage:' }, { text: '  "total_tokens": null', marked: true }],
    },
  ),
  aDefect('a/rule', 'MUST', {}, { at: '/id', message: 'is no id', got: '' }),
  aDefect('usage/details', 'SHOULD', { cases: ['marks/stream'] }, { case: 'marks/stream', message: 'ends early' }),
  aDefect('usage/adds-up', 'SHOULD', {}, { case: 'marks/conversation', turn: 1 }),
  aDefect('message/refusal-present', 'SHOULD', { known: 'waits for release 5' }, {}),
]

const CAPABILITIES: readonly CapabilityJudgement[] = [
  { name: 'audio', status: 'accepted and ignored', cases: ['marks/json'] },
  { name: 'stream', status: 'works', cases: ['marks/stream'] },
  { name: 'tools', status: 'works, with defects', cases: ['marks/conversation'] },
  { name: 'vision', status: 'not shown', cases: [] },
]

/** The report of all these cases, with everything that a report may contain about a run. */
export const PAGE_REPORT: Report = {
  ...runNamed('every-outcome'),
  target: { name: 'Ours', baseUrl: 'http://127.0.0.1:8000/v1', model: 'small', profile: 'lightllm' },
  scope: { chosen: true, rules: ['a/*'], repeat: 10, shard: { index: 1, of: 3, plan: '', cases: [] } },
  summary: {
    ...runNamed('every-outcome').summary,
    interrupted: true,
    rules: { must: { kept: 104, of: 106 }, should: { kept: 12, of: 12 } },
  },
  cases: CASES,
  defects: DEFECTS,
  capabilities: CAPABILITIES,
  gate: {
    baseline: 'known.yaml',
    passed: false,
    known: 1,
    fresh: 2,
    stale: [{ rule: 'a/rule', case: 'marks/json', reason: 'was so' }],
    expired: [{ rule: 'a/rule', case: 'marks/stream', reason: 'was late', until: '2026-01-01' }],
    fewer: { before: 12, now: 9 },
  },
}
