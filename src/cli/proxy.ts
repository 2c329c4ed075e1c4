/** `proxy`: judges the traffic between a client and a server without changing it. */
import { once } from 'node:events'
import { pad } from '../../text/columns.ts'
import { count, formatDuration } from '../../text/number.ts'
import { SIGN } from '../../text/outcomes.ts'
import { printable } from '../../text/printable.ts'
import { formatWrong } from '../../text/traffic.ts'
import { loadProfile } from '../ask/load.ts'
import { evaluatedRules } from '../ask/model-free.ts'
import { loadRules } from '../ask/registry.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { readVersion } from '../foundation/version.ts'
import type { Profile, RunEvent, TargetFacts, Verdict } from '../model/index.ts'
import { NOT_JUDGED } from '../proxy/capture.ts'
import { type Passed, type ProxyOptions, type RunningProxy, startProxy } from '../proxy/server.ts'
import { openRecordingFolder, type RecordingFolder } from '../recording/record.ts'
import { HEADING, INDEX_FILE, type TrafficRecorded } from '../recording/recording.ts'
import { readAuthorities } from '../session/authorities.ts'
import { baseUrlOf } from '../session/base-url.ts'
import { WIRE_DEFAULTS } from '../wire/send.ts'
import { exitCodeOf } from './exit-code.ts'
import { getHost, withHost } from './host.ts'
import { catchInterrupt } from './interrupt.ts'
import { type JudgeResult, type Judging, startJudging } from './judging.ts'
import { listenTrouble } from './listen-trouble.ts'
import { outputsOf } from './options.ts'
import { openOutputs } from './outputs.ts'
import { contextOf, type ReportFlags } from './reporting.ts'
import { printMessage } from './terminal.ts'
import { trafficEvents } from './traffic-report.ts'

export interface ProxyFlags extends ReportFlags {
  readonly target: string
  readonly port: number
  readonly host: string
  readonly profile: string
  readonly insecure?: true
  readonly ca?: string
  readonly record?: string
}

/** The traffic so far. */
interface Ledger {
  /** Number of exchanges, judged or not. */
  passed: number
  judged: number
  /** The verdicts that are kept, by the number of the exchange. */
  readonly verdicts: Map<number, Verdict>
  /** Number of verdicts that are not kept. */
  dropped: number
  readonly models: Set<string>
  /** How many exchanges were not judged, by reason. */
  readonly unjudged: Map<string, number>
}

/** Maximum of kept verdicts with findings, and of those without: weeks of traffic must not fill the memory. */
const MAX_VERDICTS = 2_000
/** Time limit for the last verdicts at the end. */
const MAX_WAIT_MS = 120_000

/**
 * Forwards traffic until the process is interrupted, then reports; the exit code.
 * @throws UsageError before anything is forwarded
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
    dropped: 0,
    models: new Set(),
    unjudged: new Map(),
  }
  const host = getHost()
  const startedAt = new Date()
  const began = performance.now()
  const readTraffic = (): Traffic => ({
    target: { baseUrl: target, model: modelsOf(ledger), profile: profile.name },
    startedAt,
    durationMs: Math.round(performance.now() - began),
  })
  const interrupt = catchInterrupt(() =>
    printMessage('note', 'stopping; the traffic so far will be reported. Press Ctrl-C again to exit immediately'),
  )
  const proxy = await start(flags, {
    ...ca,
    ...(flags.insecure ? { insecure: true } : {}),
    api: profile.api,
    target,
    host: flags.host,
    port: flags.port,
    connectMs: WIRE_DEFAULTS.connectMs,
    onPassed: (passed) => void handleExchange(passed, ledger, judging),
  })
  try {
    refuseLoop(target, proxy)
    if (folder) beginRecording(folder, flags.profile, readTraffic())
    printWelcome(proxy, target)
    const onSignal = (): void =>
      void withHost(host, () =>
        report(flags, profile, readTraffic(), ledger).catch((error: Error) => printMessage('warning', error.message)),
      )
    if (process.platform !== 'win32') host.on('SIGUSR2', onSignal)
    if (!interrupt.signal.aborted) await once(interrupt.signal, 'abort')
    host.off('SIGUSR2', onSignal)
    const open = proxy.open()
    if (open) printMessage('note', `${count(open, 'unfinished exchange')} will not be reported`)
    await proxy.close()
    if (judging.open()) printMessage('note', `judging the last ${count(judging.open(), 'exchange')}`)
    await judging.settle(MAX_WAIT_MS)
    const traffic = readTraffic()
    if (folder) endRecording(folder, flags.profile, traffic)
    return await report(flags, profile, traffic, ledger)
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

/** Reports an unknown reporter, or a file that cannot be written, at the start and not at the end. */
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
    throw new UsageError(`the target ${target} is the address of the proxy itself\nchoose another --port`)
}

function printWelcome({ baseUrl }: RunningProxy, target: string): void {
  const usr2 = process.platform === 'win32' ? '' : `kill -USR2 ${process.pid} writes a report of the traffic so far. `
  getHost().stderr.write(
    `The proxy listens on ${baseUrl} and forwards everything to ${printable(target)}\nUse ${baseUrl} as the base URL of your client, with the API key of the target.\n${usr2}Ctrl-C stops it and writes the report.\n\n`,
  )
}

/** Judges an exchange and prints its line. */
async function handleExchange(passed: Passed, ledger: Ledger, judging: Judging): Promise<void> {
  const number = ++ledger.passed
  if (!('exchange' in passed.kept)) {
    const { lost } = passed.kept
    ledger.unjudged.set(lost, (ledger.unjudged.get(lost) ?? 0) + 1)
    return printLine(passed, lost === NOT_JUDGED ? 'forwarded' : `not judged: ${lost}`)
  }
  const { release } = passed.kept
  // A client that leaves before the response begins is not the fault of the server.
  if (passed.ended === 'dropped' && passed.status === undefined) {
    release()
    return printLine(passed, 'the client disconnected before the response began')
  }
  const result = await judging.judge(number, passed.kept)
  release()
  keepResult(result, ledger)
  printLine(passed, formatResult(result))
  if (result.unwritten !== undefined)
    printMessage('warning', `exchange ${number} could not be recorded: ${result.unwritten}`)
}

const MAX_MODELS = 20

function keepResult({ number, verdict, model, trouble = 'it could not be judged' }: JudgeResult, ledger: Ledger): void {
  if (model !== undefined && ledger.models.size < MAX_MODELS) ledger.models.add(model)
  if (!verdict) {
    ledger.unjudged.set(trouble, (ledger.unjudged.get(trouble) ?? 0) + 1)
    return
  }
  ledger.judged++
  const isBad = ({ findings, clientFindings, outcome }: Verdict): boolean =>
    findings.length > 0 || clientFindings !== undefined || outcome === 'error'
  let sameKind = 0
  for (const kept of ledger.verdicts.values()) if (isBad(kept) === isBad(verdict)) sameKind++
  if (sameKind < MAX_VERDICTS) ledger.verdicts.set(number, verdict)
  else ledger.dropped++
}

function formatResult({ verdict, trouble }: JudgeResult): string {
  if (!verdict) return `not judged: ${trouble}`
  const { outcome, findings, clientFindings = [], reason } = verdict
  const worst = findings.find(({ tolerated, level }) => tolerated === undefined && level !== 'MAY')
  const more = findings.filter(({ tolerated, level }) => tolerated === undefined && level !== 'MAY').length - 1
  const summary = worst ? `  ${worst.rule}${more > 0 ? ` and ${more} more` : ''}` : reason ? `  ${reason}` : ''
  const [wrong] = clientFindings
  const others = clientFindings.length > 1 ? ` and ${clientFindings.length - 1} more` : ''
  const client = wrong
    ? `  ${worst ? 'client wrong too' : 'server right, client wrong'}: ${formatWrong(wrong)}${others}`
    : ''
  return `${SIGN[outcome]} ${outcome}${summary}${client}`
}

function printLine({ method, path, status, ended, totalMs }: Passed, text: string): void {
  const result = status === undefined ? ended : ended === 'complete' ? String(status) : `${status} ${ended}`
  getHost().stderr.write(
    `${pad(printable(`${method} ${path}`), 34)}  ${pad(result, 4)} ${pad(formatDuration(totalMs), 7)} ${printable(text)}\n`,
  )
}

function modelsOf({ models }: Ledger): string {
  return [...models].join(', ')
}

/** Reports all traffic so far to new reporters, which overwrite their files; the exit code for it. */
async function report(flags: ProxyFlags, profile: Profile, traffic: Traffic, ledger: Ledger): Promise<number> {
  const rules = await loadRules()
  const outputs = await openOutputs(outputsOf(flags.reporter ?? []), (toStdout) => contextOf(rules, flags, toStdout))
  const verdicts = [...ledger.verdicts].sort(([a], [b]) => a - b).map(([, verdict]) => verdict)
  try {
    let last: RunEvent | undefined
    const facts = { version: readVersion(), rules: evaluatedRules(rules, [], profile), api: profile.api }
    for (const event of trafficEvents({ ...traffic, verdicts, ...facts })) {
      outputs.report(event)
      last = event
    }
    printNotes(ledger)
    if (last?.type === 'end') return outputs.exitCode(exitCodeOf(last.report, flags.failOn))
    throw new Error('the traffic ended without a report')
  } finally {
    outputs.close()
  }
}

function printNotes({ passed, dropped, unjudged }: Ledger): void {
  if (!passed) printMessage('note', 'no request went through the proxy')
  for (const [reason, times] of unjudged)
    printMessage('note', `${times} of ${passed} exchanges were not judged: ${reason}`)
  if (dropped)
    printMessage(
      'note',
      `${dropped} further exchanges were judged; the report lists the first ${MAX_VERDICTS} with findings and the first ${MAX_VERDICTS} without`,
    )
}

function beginRecording(folder: RecordingFolder, profile: string, { durationMs: _, ...traffic }: Traffic): void {
  folder.clear()
  folder.write(INDEX_FILE, toIndex(profile, traffic))
}

function endRecording(folder: RecordingFolder, profile: string, traffic: Traffic): void {
  try {
    folder.write(INDEX_FILE, toIndex(profile, traffic))
  } catch (error) {
    printMessage('warning', `the recording is incomplete: ${(error as Error).message}`)
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
