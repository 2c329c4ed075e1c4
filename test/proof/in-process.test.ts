/** Proofs call the reference server in process, judge replies that are made ahead, and leave out the run: all report what a run over HTTP reports. */
import { describe, expect, it } from 'vitest'
import { type ListedFault, listFaults } from '../../server/index.ts'
import type { PieceReport, Report, TurnReport } from '../../src/model/index.ts'
import { reachOf, rulesFor } from '../support/faults.ts'
import { LONGEST_MS, prove } from '../support/proof.ts'

/** Faults in every kind of reply, so that there are findings of every kind to compare. */
const MIXED = [
  'id-per-chunk',
  'usage-sum-wrong',
  'errors-in-detail',
  'models-bare-array',
  'calls-finish-with-stop',
  'stream-as-plain-text',
  'gzip-claimed',
  'server-error-on-logprobs',
]

it('a run in process reports what a run over HTTP reports', { timeout: LONGEST_MS }, async () => {
  const inProcess = await prove({ faults: MIXED })
  const overHttp = await prove({ faults: MIXED }, { overHttp: true })
  expect(inProcess.findings.size).toBeGreaterThan(MIXED.length)
  expectSame(inProcess.report, overHttp.report)
  const verdictsOnly = await prove({ faults: MIXED }, { verdictsOnly: true })
  expectSame(withoutTurns(verdictsOnly.report), withoutTurns(overHttp.report))
})

/** Faults whose replies are made ahead. */
const sample: ListedFault[] = []
for (const fault of (await listFaults()).filter((_, i) => i % 60 === 7))
  if ((await reachOf(fault)).prepared) sample.push(fault)

describe('a reply that is made ahead is reported like one that the server sends', { timeout: LONGEST_MS }, () => {
  it('for a sample of the faults', () => expect(sample.length).toBeGreaterThan(4))

  it.each(sample)('$id', async (fault) => {
    const { prepared, ...manner } = await reachOf(fault)
    const rules = rulesFor(fault)
    const ahead = await prove({ faults: [fault.id] }, { ...manner, rules, ...(prepared ? { prepared } : {}) })
    const sent = await prove({ faults: [fault.id] }, { ...manner, rules })
    expect(ahead.findings.size).toBeGreaterThan(0)
    expectSame(ahead.report, sent.report)
    const verdictsOnly = await prove(
      { faults: [fault.id] },
      { ...manner, rules, ...(prepared ? { prepared } : {}), verdictsOnly: true },
    )
    expectSame(withoutTurns(verdictsOnly.report), withoutTurns(sent.report))
  })
})

/** The report without what the turns sent and got. */
function withoutTurns({ cases, ...report }: Report): Report {
  const bare = ({ reply: _, request: { method, url }, ...turn }: TurnReport): TurnReport => ({
    ...turn,
    request: { method, url },
    retries: 0,
  })
  return { ...report, cases: cases.map((verdict) => ({ ...verdict, turns: verdict.turns.map(bare) })) }
}

/** Line by line only where they differ: the reports are long. */
function expectSame(one: Report, other: Report): void {
  const [mine, its] = [contentsOf(one), contentsOf(other)]
  if (mine !== its) expect(mine.split('\n')).toEqual(its.split('\n'))
}

/** What a report says, without addresses, times and random ids. */
function contentsOf({ cases, defects, extensions, summary }: Report): string {
  const contents = cases.map(({ id, outcome, reason, attempts, parameters, capabilities, findings, turns }) => ({
    id,
    outcome,
    reason,
    attempts,
    parameters,
    capabilities,
    findings,
    turns: turns.map(({ request, status, ended, retries, reply }) => ({
      request,
      status,
      ended,
      retries,
      headers: reply?.headers.map((line) => line.replace(/^date: .*/, 'date: now')).sort(),
      // Where the client hangs up is chance.
      ...(ended === 'complete' ? { body: bodyOf(reply?.pieces ?? []) } : {}),
    })),
  }))
  const broken = defects.map(({ rule }) => rule)
  // Which rules applied to a reply is read off what the turns got.
  const { rules: _, ...counts } = summary
  return withoutChance(JSON.stringify({ contents, broken, extensions, counts }, null, 1))
}

/** The body, however it was cut into pieces. */
function bodyOf(pieces: readonly PieceReport[]): string {
  const parts = pieces.map((piece) => {
    if ('text' in piece) return Buffer.from(piece.text)
    return 'base64' in piece ? Buffer.from(piece.base64, 'base64') : Buffer.from('…')
  })
  return Buffer.concat(parts).toString()
}

function withoutChance(text: string): string {
  return text
    .replace(/http:\/\/127\.0\.0\.1:\d+/g, 'http://server')
    .replace(/\b(chatcmpl-|call_|req_|audio_|modr-)[A-Za-z0-9]{8,}/g, '$1id')
    .replace(/\b\d{10}(\d{3})?(\.\d+)?\b/g, (number) => (isToday(number) ? 'now' : number))
}

/** Whether a number is a Unix time of about today, in seconds or in milliseconds. */
function isToday(number: string): boolean {
  const seconds = Number(number) / (number.length === 13 ? 1000 : 1)
  return Math.abs(seconds - Date.now() / 1000) < 86_400
}
