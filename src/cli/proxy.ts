/** `proxy`: judges the traffic between a client and its server, which notices nothing. */

import { once } from 'node:events'
import { pad } from '../../text/columns.ts'
import { formatDuration } from '../../text/number.ts'
import { SIGN } from '../../text/outcomes.ts'
import { printable } from '../../text/printable.ts'
import { loadProfile } from '../ask/load.ts'
import { loadRules } from '../ask/registry.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { RunEvent, TargetFacts, Verdict } from '../model/index.ts'
import { NOT_JUDGED } from '../proxy/capture.ts'
import { type Passed, type ProxyOptions, type RunningProxy, startProxy } from '../proxy/server.ts'
import { openRecordingFolder, type RecordingFolder } from '../recording/record.ts'
import { HEADING, INDEX_FILE, type TrafficRecorded } from '../recording/recording.ts'
import { WIRE_DEFAULTS } from '../wire/send.ts'
import { readAuthorities } from './authorities.ts'
import { exitCodeOf } from './exit-code.ts'
import { catchInterrupt } from './interrupt.ts'
import { type Answer, type Judging, startJudging } from './judging.ts'
import { listenTrouble } from './listen-trouble.ts'
import { baseUrlOf, outputsOf } from './options.ts'
import { openOutputs } from './outputs.ts'
import { contextOf, type ReportFlags } from './reporting.ts'
import { tell } from './terminal.ts'
import { trafficEvents } from './traffic-report.ts'
import { readVersion } from './version.ts'

export interface ProxyFlags extends ReportFlags {
  readonly target: string
  readonly port: number
  readonly host: string
  readonly profile: string
  readonly insecure?: true
  readonly ca?: string
  readonly record?: string
}

/** What has been seen so far. */
interface Ledger {
  /** Exchanges that passed, judged or not. */
  passed: number
  judged: number
  /** Of the verdicts that are kept, by the number of the exchange. */
  readonly verdicts: Map<number, Verdict>
  /** Judged, but not kept any more. */
  unkept: number
  readonly models: Set<string>
  /** Why some were not judged, and how many. */
  readonly unjudged: Map<string, number>
}

/** So many verdicts are kept of those that have findings, and as many of the others: weeks of traffic must not fill the memory. */
const MOST_VERDICTS = 2_000
/** At the end the last verdicts are waited for, but not for ever. */
const LAST_WAIT_MS = 120_000

/**
 * Passes traffic on until the process is interrupted, then reports; the exit code.
 * @throws UsageError before anything is passed on
 */
export async function proxyCommand(flags: ProxyFlags): Promise<number> {
  const target = baseUrlOf(flags.target)
  const profile = loadProfile(flags.profile, await loadRules())
  const ca = flags.ca === undefined ? {} : { ca: readAuthorities(flags.ca) }
  await checkOutputs(flags)
  const folder = flags.record === undefined ? undefined : openRecordingFolder(flags.record)
  const judging = startJudging({
    profile: flags.profile,
    ...(flags.record === undefined ? {} : { folder: flags.record }),
  })
  const ledger: Ledger = {
    passed: 0,
    judged: 0,
    verdicts: new Map(),
    unkept: 0,
    models: new Set(),
    unjudged: new Map(),
  }
  const startedAt = new Date()
  const began = performance.now()
  const soFar = (): Traffic => ({
    target: { baseUrl: target, model: modelsOf(ledger), profile: profile.name },
    startedAt,
    durationMs: Math.round(performance.now() - began),
  })
  const interrupt = catchInterrupt(() =>
    tell('note', 'stopping; what has passed will be reported. Ctrl-C again ends at once'),
  )
  const proxy = await start(flags, {
    ...ca,
    ...(flags.insecure ? { insecure: true } : {}),
    target,
    host: flags.host,
    port: flags.port,
    connectMs: WIRE_DEFAULTS.connectMs,
    onPassed: (passed) => void takeNote(passed, ledger, judging),
  })
  try {
    refuseLoop(target, proxy)
    if (folder) beginRecording(folder, flags.profile, soFar())
    welcome(proxy, target)
    const onSignal = (): void =>
      void report(flags, soFar(), ledger).catch((error: Error) => tell('warning', error.message))
    if (process.platform !== 'win32') process.on('SIGUSR2', onSignal)
    if (!interrupt.signal.aborted) await once(interrupt.signal, 'abort')
    process.off('SIGUSR2', onSignal)
    const open = proxy.open()
    if (open) tell('note', `${open} exchanges were under way and are not reported`)
    await proxy.close()
    if (judging.open()) tell('note', `judging the last ${judging.open()} exchanges`)
    await judging.settled(LAST_WAIT_MS)
    const traffic = soFar()
    if (folder) endRecording(folder, flags.profile, traffic)
    return await report(flags, traffic, ledger)
  } finally {
    interrupt.release()
    await proxy.close()
    await judging.close()
  }
}

interface Traffic {
  readonly target: TargetFacts
  readonly startedAt: Date
  readonly durationMs: number
}

/** A reporter that does not exist, or a file that cannot be written, is said at once and not in the end. */
async function checkOutputs(flags: ProxyFlags): Promise<void> {
  const outputs = await openOutputs(outputsOf(flags.reporter ?? []), (toStdout) =>
    contextOf(new Map(), flags, toStdout),
  )
  outputs.close()
}

async function start(flags: ProxyFlags, options: ProxyOptions): Promise<RunningProxy> {
  try {
    return await startProxy(options)
  } catch (error) {
    throw listenTrouble(error, flags.host, flags.port)
  }
}

function refuseLoop(target: string, proxy: RunningProxy): void {
  if (new URL(target).host.replace('localhost', '127.0.0.1') === new URL(proxy.baseUrl).host)
    throw new UsageError(`the target ${target} is the proxy itself\ngive it another --port`)
}

function welcome({ baseUrl }: RunningProxy, target: string): void {
  const usr2 = process.platform === 'win32' ? '' : `kill -USR2 ${process.pid} reports what has passed so far. `
  process.stderr.write(
    `The proxy listens on ${baseUrl} and passes everything on to ${printable(target)}\nUse ${baseUrl} as the base URL of your client, with the key of the target.\n${usr2}Ctrl-C ends it and reports.\n\n`,
  )
}

/** Judges an exchange that has passed, and prints its line. */
async function takeNote(passed: Passed, ledger: Ledger, judging: Judging): Promise<void> {
  const number = ++ledger.passed
  if (!('exchange' in passed.kept)) {
    const { lost } = passed.kept
    ledger.unjudged.set(lost, (ledger.unjudged.get(lost) ?? 0) + 1)
    return liveLine(passed, lost === NOT_JUDGED ? 'passed on' : `not judged: ${lost}`)
  }
  const { release } = passed.kept
  // Before its reply has begun a client may leave for reasons of its own.
  if (passed.ended === 'dropped' && passed.status === undefined) {
    release()
    return liveLine(passed, 'the client left before the reply began')
  }
  const answer = await judging.ask(number, passed.kept)
  release()
  keep(answer, ledger)
  liveLine(passed, said(answer))
  if (answer.unwritten !== undefined)
    tell('warning', `the exchange ${number} could not be recorded: ${answer.unwritten}`)
}

const MOST_MODELS = 20

function keep({ number, verdict, model, trouble = 'it could not be judged' }: Answer, ledger: Ledger): void {
  if (model !== undefined && ledger.models.size < MOST_MODELS) ledger.models.add(model)
  if (!verdict) {
    ledger.unjudged.set(trouble, (ledger.unjudged.get(trouble) ?? 0) + 1)
    return
  }
  ledger.judged++
  const isBad = (one: Verdict): boolean => one.findings.length > 0 || one.outcome === 'error'
  let alike = 0
  for (const one of ledger.verdicts.values()) if (isBad(one) === isBad(verdict)) alike++
  if (alike < MOST_VERDICTS) ledger.verdicts.set(number, verdict)
  else ledger.unkept++
}

function said({ verdict, trouble }: Answer): string {
  if (!verdict) return `not judged: ${trouble}`
  const { outcome, findings, reason } = verdict
  const worst = findings.find(({ tolerated, level }) => tolerated === undefined && level !== 'MAY')
  const more = findings.filter(({ tolerated, level }) => tolerated === undefined && level !== 'MAY').length - 1
  const what = worst ? `  ${worst.rule}${more > 0 ? ` and ${more} more` : ''}` : reason ? `  ${reason}` : ''
  return `${SIGN[outcome]} ${outcome}${what}`
}

function liveLine({ method, path, status, ended, totalMs }: Passed, what: string): void {
  const how = status === undefined ? ended : ended === 'complete' ? String(status) : `${status} ${ended}`
  process.stderr.write(
    `${pad(printable(`${method} ${path}`), 34)}  ${pad(how, 4)} ${pad(formatDuration(totalMs), 7)} ${printable(what)}\n`,
  )
}

function modelsOf({ models }: Ledger): string {
  return [...models].join(', ')
}

/** Reports everything so far to all reporters anew: a file is written over. The exit code that it leads to. */
async function report(flags: ProxyFlags, traffic: Traffic, ledger: Ledger): Promise<number> {
  const rules = await loadRules()
  const outputs = await openOutputs(outputsOf(flags.reporter ?? []), (toStdout) => contextOf(rules, flags, toStdout))
  const verdicts = [...ledger.verdicts].sort(([a], [b]) => a - b).map(([, verdict]) => verdict)
  try {
    let last: RunEvent | undefined
    for (const event of trafficEvents({ ...traffic, verdicts, version: readVersion() })) {
      outputs.tell(event)
      last = event
    }
    notes(ledger)
    if (last?.type === 'end') return outputs.exitCode(exitCodeOf(last.report, flags.failOn))
    throw new Error('the traffic ended without a report')
  } finally {
    outputs.close()
  }
}

function notes({ passed, unkept, unjudged }: Ledger): void {
  if (!passed) tell('note', 'nothing has passed through the proxy')
  for (const [why, count] of unjudged) tell('note', `${count} of ${passed} exchanges not judged: ${why}`)
  if (unkept)
    tell('note', `${unkept} further exchanges were judged; the report lists the first ${MOST_VERDICTS} of each kind`)
}

function beginRecording(folder: RecordingFolder, profile: string, { durationMs: _, ...traffic }: Traffic): void {
  folder.clear()
  folder.write(INDEX_FILE, toIndex(profile, traffic))
}

function endRecording(folder: RecordingFolder, profile: string, traffic: Traffic): void {
  try {
    folder.write(INDEX_FILE, toIndex(profile, traffic))
  } catch (error) {
    tell('warning', `the recording is not whole: ${(error as Error).message}`)
  }
}

function toIndex(
  profile: string,
  { target, startedAt, durationMs }: Omit<Traffic, 'durationMs'> & Partial<Traffic>,
): TrafficRecorded {
  return {
    ...HEADING,
    kind: 'traffic',
    profile,
    tool: { version: readVersion() },
    target,
    startedAt: startedAt.toISOString(),
    ...(durationMs === undefined ? {} : { durationMs }),
  }
}
