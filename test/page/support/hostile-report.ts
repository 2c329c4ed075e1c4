/** A report in which all text of a server, a suite or a name tries to run code or to break the page. */
import type { Json, Report, TurnReport, Verdict } from '../../../src/model/index.ts'
import { runNamed } from '../../support/runs.ts'
import { aCase, aTurn, jsonTurn, PNG, streamTurn } from './page-report.ts'

/** Each sets a flag on the window if it runs. */
const EVIL = [
  '</script><script>window.owned1=1</script>',
  '<!--<script>window.owned2=1</script>',
  '<img src=x onerror="window.owned3=1">',
  '"><svg onload=window.owned4=1>',
  'javascript:window.owned5=1',
  '\u2028\u2029\u202e\u2066\u200b\u0000\u001b[2J\ud800',
  '$' + '{window.owned6=1}',
].join(' ')

const PICTURES = [
  `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="window.owned7=1"/>').toString('base64')}`,
  'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" onload="window.owned8=1"/>',
  'data:text/html,<script>window.owned9=1</script>',
  `data:image/png;base64,${PNG}" onerror="window.owned10=1`,
  'data:image/png;base64,AAAA',
  'javascript:window.owned11=1',
  'https://elsewhere.example/pixel.png',
  '//elsewhere.example/pixel.png',
  EVIL,
]

const MESSAGE = {
  role: EVIL,
  name: EVIL,
  content: [
    { type: 'text', text: EVIL },
    ...PICTURES.map((url) => ({ type: 'image_url', image_url: { url } })),
    { type: 'input_audio', input_audio: { format: '__proto__', data: EVIL } },
    { type: 'input_audio', input_audio: { format: 'wav', data: '"><script>window.owned12=1</script>' } },
    { type: EVIL, [EVIL]: EVIL },
    null,
    7,
    EVIL,
  ],
  refusal: EVIL,
  reasoning_content: EVIL,
  tool_calls: [{ id: EVIL, function: { name: EVIL, arguments: EVIL } }, { function: 3 }, null, 'call'],
  function_call: { name: { deep: true }, arguments: [EVIL] },
  audio: { transcript: EVIL, data: EVIL },
}

const REQUEST: Partial<TurnReport> = {
  request: {
    method: EVIL,
    url: `javascript:window.owned13=1//${EVIL}`,
    body: { model: EVIL, messages: [MESSAGE, null, 3, 'text'] as Json[], [EVIL]: EVIL, tools: [EVIL, null] },
  },
  curl: EVIL,
}

const COMPLETION = `{"__proto__":{"owned14":1},"constructor":3,"choices":[{"message":${JSON.stringify(MESSAGE)}},null,3],"toString":1}`

const POINTERS = [
  '/__proto__/owned14',
  '/choices/0/message/content/0/text',
  '/choices/1/message',
  '/constructor',
  '/toString/x',
]

function everywhere(id: string, turns: readonly TurnReport[]): Verdict {
  const at = [
    ...POINTERS,
    ...POINTERS.map((one) => `/chunks/0${one}`),
    '/events/-1',
    '/chunks/1e9',
    '/lines/x',
    EVIL,
    `/${EVIL}`,
  ]
  const findings = at.map((one) => ({
    rule: '__proto__',
    at: one,
    message: EVIL,
    got: { [EVIL]: EVIL },
    tolerated: EVIL,
  }))
  return {
    ...aCase(id, turns, [...findings, ...at.map((one) => ({ rule: EVIL, at: one, message: EVIL }))]),
    reason: EVIL,
  }
}

export function hostileReport(): Report {
  const hostile = runNamed('hostile')
  const deep = '['.repeat(50_000) + ']'.repeat(50_000)
  const headers = [`content-type: text/event-stream`, `${EVIL}: ${EVIL}`, EVIL]
  return {
    ...hostile,
    target: { ...hostile.target, name: EVIL, baseUrl: `javascript:window.owned15=1 ${EVIL}`, profile: EVIL },
    tool: { version: EVIL },
    startedAt: EVIL,
    scope: { rules: [EVIL] },
    suggestion: { profile: EVIL, title: EVIL, evidence: [EVIL] },
    stale: [{ rule: EVIL, at: EVIL, reason: EVIL }],
    parameters: [{ name: EVIL, verdict: 'ignored', cases: [EVIL] }],
    extensions: [{ in: 'chunk', at: EVIL, documented: false, replies: 3 }],
    cases: [
      ...hostile.cases,
      everywhere('hostile/json', [jsonTurn(COMPLETION, REQUEST)]),
      everywhere('hostile/stream', [
        streamTurn([COMPLETION, EVIL, '{"choices":{"0":3}}', '{"error":1}', '[DONE]'], REQUEST),
      ]),
      everywhere('hostile/deep', [jsonTurn(deep), streamTurn([`{"choices":${deep}}`, `{"a":${deep}}`])]),
      everywhere('hostile/text', [
        aTurn(
          [
            { at: 1, text: EVIL },
            { at: 2, base64: '/wAB' },
          ],
          REQUEST,
          headers,
        ),
      ]),
      everywhere('hostile/html', [
        aTurn([{ at: 1, text: `<!doctype html>${EVIL}` }], REQUEST, ['content-encoding: gzip']),
      ]),
      everywhere('hostile/long', [
        jsonTurn(JSON.stringify({ a: 'x'.repeat(100_000), b: Array.from({ length: 20_000 }, () => 1) })),
      ]),
      { ...everywhere(`hostile/${EVIL}`, []), title: EVIL, suite: EVIL, needs: [EVIL] },
      {
        ...everywhere('hostile/source', [jsonTurn('3')]),
        source: { file: EVIL, line: 1, yaml: EVIL, digest: EVIL },
        parameters: { [EVIL]: 'ignored' },
      },
    ],
  }
}
