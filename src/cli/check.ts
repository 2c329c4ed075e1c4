/** `check`: judges what was captured in files, without any network. */
import { createReadStream, readFileSync, writeFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import pc from 'picocolors'
import { count } from '../../text/number.ts'
import { printable } from '../../text/printable.ts'
import { loadProfile } from '../ask/load.ts'
import { evaluatedRules } from '../ask/model-free.ts'
import { loadRules } from '../ask/registry.ts'
import type { Capture, Trouble } from '../capture/capture.ts'
import { unifiedDiff } from '../capture/documents/diff.ts'
import { applyEdits, type Correction, findEdits } from '../capture/documents/fix.ts'
import { capturesIn, decode, type Manner, mannerOf } from '../capture/file.ts'
import { secretsIn } from '../capture/secrets.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { readVersion } from '../foundation/version.ts'
import { judgeCaptured, judgeRequest } from '../judge/capture.ts'
import type { ConsoleContext, Noted, Outcome, Profile, Report, Rule, Verdict } from '../model/index.ts'
import { summarize } from '../report/summarize.ts'
import type { FailOn } from '../session/gate.ts'
import { redactor } from '../wire/redact.ts'
import { EXIT, exitCodeOf } from './exit-code.ts'
import { filesIn, reasonOf, STDIN } from './files.ts'
import { getHost } from './host.ts'
import { outputsOf } from './options.ts'
import { type Outputs, openOutputs } from './outputs.ts'
import { onStdoutClosed, printMessage, showsColor, terminalColumns, write } from './terminal.ts'

export interface CheckFlags {
  readonly as?: string
  readonly whole?: true
  readonly fix?: true
  readonly profile: string
  readonly rule?: readonly string[]
  readonly reporter?: readonly string[]
  readonly failOn: FailOn
  readonly verbose?: true
}

/** Everything that the command line decides. */
interface Job {
  readonly flags: CheckFlags
  readonly manner: Manner
  readonly rules: ReadonlyMap<string, Rule>
  readonly profile: Profile
  readonly outputs: Outputs
  /** Corrections are shown after the report on standard output. */
  readonly showsDiffs: boolean
}

/** The verdicts so far. */
interface Tally {
  readonly verdicts: Verdict[]
  readonly counts: Record<Outcome, number>
  tolerated: number
  /** Verdicts that are only counted. */
  unlisted: number
  /** Places of streams without an end. */
  readonly endless: string[]
  /** What was not judged, and where. */
  readonly notes: string[]
}

/**
 * Judges the captures in the files; the exit code.
 * @throws UsageError for a mistake in the command line
 */
export async function checkCommand(names: readonly string[], flags: CheckFlags): Promise<number> {
  if (flags.fix && names.includes(STDIN))
    throw new UsageError('--fix cannot correct standard input: expected a file instead of -')
  const outputList = outputsOf(flags.reporter ?? [], 'places')
  const profile = loadProfile(flags.profile)
  const manner = mannerOf(profile.api, flags.as, flags.whole === true)
  const all = await loadRules()
  const rules = evaluatedRules(all, flags.rule ?? [], profile)
  const outputs = await openOutputs(outputList, (toStdout) => contextOf(all, flags, toStdout))
  const showsDiffs = outputList.some(({ name, file }) => name === 'places' && file === undefined)
  try {
    return outputs.exitCode(await judgeFiles(names, { flags, manner, rules, profile, outputs, showsDiffs }))
  } finally {
    outputs.close()
  }
}

const LOG_COLUMNS = 100

function contextOf(rules: ReadonlyMap<string, Rule>, flags: CheckFlags, toStdout: boolean): ConsoleContext {
  return {
    rules,
    color: toStdout && showsColor(getHost().stdout),
    verbose: flags.verbose === true,
    exitCode: (report) => exitCodeOf(report, flags.failOn),
    columns: (toStdout ? terminalColumns() : undefined) ?? LOG_COLUMNS,
  }
}

async function judgeFiles(names: readonly string[], job: Job): Promise<number> {
  const startedAt = new Date()
  const began = performance.now()
  const counts = { pass: 0, warn: 0, fail: 0, inconclusive: 0, unsupported: 0, skip: 0, error: 0 }
  const tally: Tally = { verdicts: [], counts, tolerated: 0, unlisted: 0, endless: [], notes: [] }
  let isClosed = false
  onStdoutClosed(() => {
    isClosed = true
  })
  const target = { baseUrl: names.join(' '), model: '-', profile: job.profile.name }
  const version = readVersion()
  job.outputs.report({
    type: 'start',
    tool: { version },
    target,
    startedAt: startedAt.toISOString(),
    scope: {},
    cases: [],
  })
  for (const { name, isNamed, trouble } of filesIn(names)) {
    if (isClosed) break
    if (trouble) reportVerdict(job, tally, troubleVerdict(name, { spot: START, trouble }))
    else await judgeFile(name, isNamed, job, tally)
  }
  const durationMs = Math.round(performance.now() - began)
  const { verdicts, unlisted, tolerated } = tally
  const { rules, profile } = job
  const { api } = profile
  const facts = { target, scope: {}, verdicts, startedAt, durationMs, version, interrupted: false, rules, api }
  const report = withCounts(summarize(facts), counts, tolerated)
  job.outputs.report({ type: 'end', report })
  const isListed = !job.showsDiffs || job.outputs.toFiles
  if (unlisted && isListed)
    printMessage('note', `the report lists ${verdicts.length} verdicts; ${unlisted} more are only counted`)
  for (const note of tally.notes.slice(0, MOST_NOTES)) printMessage('note', note)
  if (tally.notes.length > MOST_NOTES)
    printMessage('note', `of ${tally.notes.length - MOST_NOTES} more files there are parts that were not judged`)
  if (tally.endless.length) printMessage('note', describeEndless(tally.endless, job.rules))
  return exitCodeFor(report, job.flags.failOn)
}

/** Says what could not be judged of streams without an end, and how to have it judged. */
function describeEndless([first = '', ...others]: readonly string[], rules: Job['rules']): string {
  const left = [...rules.values()].filter(({ on, extent }) => on.includes('stream') && extent === 'whole').length
  const which = others.length ? `${others.length + 1} streams have no end, such as ${first}` : `${first} has no end`
  return `${printable(which)}: ${count(left, 'rule')} about what belongs there ${left === 1 ? 'was' : 'were'} not evaluated\nif nothing was cut off, add --whole: the missing end is then a finding`
}

const START = { line: 1, column: 1 }
/** Of a folder with many files. */
const MOST_NOTES = 20

function withCounts(report: Report, cases: Report['summary']['cases'], tolerated: number): Report {
  const judged = cases.pass + cases.warn + cases.fail
  const outcome = cases.fail ? 'does-not-conform' : cases.error || !judged ? 'not-tested' : 'conforms'
  return { ...report, summary: { ...report.summary, outcome, cases, tolerated } }
}

/** A file that could not be read comes first: it could contain anything. */
function exitCodeFor(report: Report, failOn: FailOn): number {
  const { error, pass, warn, fail } = report.summary.cases
  if (error) return EXIT.usage
  if (pass + warn + fail) return exitCodeOf(report, failOn)
  printMessage(
    'error',
    'nothing to judge was found in these files: expected captured traffic or documents with examples\nsee `chat-conformance check --help`, and --as to name the kind of a file',
  )
  return EXIT.notTested
}

async function judgeFile(name: string, isNamed: boolean, job: Job, tally: Tally): Promise<void> {
  const known = new Set<string>()
  const corrections: Correction[] = []
  try {
    const fixes = job.flags.fix ? await fixFile(name, job) : 0
    if (fixes) printMessage('note', `${printable(name)}: ${fixes} ${fixes === 1 ? 'place' : 'places'} corrected`)
    for await (const capture of capturesIn(name, openFile(name), job.manner)) {
      if ('trouble' in capture) {
        if (!capture.isHarmless) reportVerdict(job, tally, troubleVerdict(name, capture))
        else if (isNamed || !capture.isForeign)
          tally.notes.push(`${printable(name)}:${capture.spot.line}: ${printable(capture.trouble)}`)
        continue
      }
      if (capture.hasNoEnd) tally.endless.push(`${name}:${capture.spot.line}`)
      const { verdict, counted } = judgeCapture(name, capture, job, known)
      reportVerdict(job, tally, verdict)
      if (capture.values) corrections.push({ capture, findings: counted })
    }
  } catch (error) {
    const trouble = reasonOf(error)
    reportVerdict(job, tally, troubleVerdict(name, { spot: START, trouble }))
  }
  if (job.showsDiffs && corrections.length) showDiff(name, corrections, job)
}

function openFile(name: string): AsyncIterable<Buffer> {
  return name === STDIN ? getHost().stdin : createReadStream(name, { highWaterMark: 1 << 20 })
}

interface Judged {
  readonly verdict: Verdict
  /** The findings that fail a check, before secrets were removed from them. */
  readonly counted: readonly Noted[]
}

function judgeCapture(file: string, capture: Capture, { rules, profile }: Job, known: Set<string>): Judged {
  const { spot, title, subject } = capture
  const id = makeUnique(`${file}:${spot.line}`, known)
  const facts = { id, title, suite: file }
  try {
    const hides = capture.hides ? { hides: capture.hides } : {}
    const verdict =
      subject.kind === 'request'
        ? judgeRequest(subject.body, facts, { rules, profile }, { ...hides, endpoint: subject.endpoint })
        : judgeCaptured(subject.exchange, facts, { rules, profile }, { ...subject, ...hides })
    const findings = verdict.findings.map((finding) => ({
      ...finding,
      place: { file, ...capture.locate(finding.at) },
    }))
    const counted = findings.filter(({ level, tolerated }) => level !== 'MAY' && tolerated === undefined)
    const client = (verdict.clientFindings ?? []).map((finding) => ({ ...finding, place: { file, ...spot } }))
    if (!findings.length && !client.length) return { verdict: { ...verdict, turns: [] }, counted }
    const redact = redactorFor(capture.source)
    const clientFindings = client.length ? { clientFindings: redact(client) } : {}
    // The request is in the file: the report does not repeat it.
    return { verdict: { ...verdict, turns: [], findings: redact(findings), ...clientFindings }, counted }
  } catch (error) {
    const reason = `this is a bug of chat-conformance: ${(error as Error).message}`
    return { verdict: { ...emptyVerdict(facts), outcome: 'error', reason }, counted: [] }
  }
}

let lastRedactor: { readonly source: string; readonly redact: ReturnType<typeof redactor> } | undefined

/** Removes the keys in a source from everything that is shown of it. All captures of a document have the same source. */
function redactorFor(source: string): ReturnType<typeof redactor> {
  if (lastRedactor?.source !== source) lastRedactor = { source, redact: redactor(secretsIn(source)) }
  return lastRedactor.redact
}

function makeUnique(id: string, known: Set<string>): string {
  let name = id
  for (let n = 2; known.has(name); n++) name = `${id}#${n}`
  known.add(name)
  return name
}

function emptyVerdict(facts: { id: string; title: string; suite: string }): Omit<Verdict, 'outcome'> {
  return { ...facts, needs: [], attempts: 1, turns: [], findings: [] }
}

function troubleVerdict(file: string, { spot, trouble }: Trouble): Verdict {
  const facts = { id: `${file}:${spot.line}:${spot.column}`, title: 'could not be read', suite: file }
  return { ...emptyVerdict(facts), outcome: 'error', reason: trouble }
}

/** A log of a million lines has a million verdicts: the report lists those with findings first, and few of the others. */
const MAX_WITH_FINDINGS = 10_000
const MAX_CLEAN = 1000

function reportVerdict({ outputs }: Job, tally: Tally, verdict: Verdict): void {
  tally.counts[verdict.outcome]++
  tally.tolerated += verdict.findings.filter(({ tolerated }) => tolerated !== undefined).length
  const limit =
    verdict.findings.length || verdict.clientFindings || verdict.outcome === 'error' ? MAX_WITH_FINDINGS : MAX_CLEAN
  if (tally.verdicts.length < limit) tally.verdicts.push(verdict)
  else tally.unlisted++
  outputs.report({ type: 'case', verdict })
}

function showDiff(name: string, corrections: readonly Correction[], { manner }: Job): void {
  const text = corrections[0]?.capture.source ?? ''
  const redact = redactorFor(text)
  const diff = unifiedDiff(name, text, applyEdits(text, findEdits(text, corrections, manner.contract.captures.fixes)))
  if (diff) write(`\n${colorDiff(redact(diff))}\n`)
}

function colorDiff(diff: string): string {
  const paint = pc.createColors(showsColor(getHost().stdout))
  return diff
    .split('\n')
    .map((line) => {
      const safe = printable(line.replace(/\r$/, ''))
      if (/^(?:---|\+\+\+) /.test(line)) return paint.bold(safe)
      if (line.startsWith('@@')) return paint.cyan(safe)
      return line.startsWith('+') ? paint.green(safe) : line.startsWith('-') ? paint.red(safe) : safe
    })
    .join('\n')
}

/** Corrects a document in place; the number of corrected places. Writes nothing unless fewer findings are left. */
async function fixFile(name: string, job: Job): Promise<number> {
  const bytes = await bytesOf(name, job.manner)
  if (!bytes) return 0
  const text = decode(bytes)
  const before = await findCorrections(name, bytes, job)
  const edits = findEdits(text, before, job.manner.contract.captures.fixes)
  if (!edits.length) return 0
  if (!Buffer.from(text).equals(bytes)) {
    printMessage('warning', `${printable(name)} is not corrected: it is not valid UTF-8`)
    return 0
  }
  const corrected = Buffer.from(applyEdits(text, edits))
  const after = await findCorrections(name, corrected, job)
  if (countFindings(after) >= countFindings(before)) {
    printMessage('warning', `${printable(name)} is not corrected: the corrections would not leave fewer findings`)
    return 0
  }
  writeFileSync(name, corrected)
  return edits.length
}

async function bytesOf(name: string, { contract }: Manner): Promise<Buffer | undefined> {
  try {
    const probe = capturesIn(name, openFile(name), { contract, isWhole: false })
    const first = await probe.next()
    await probe.return(undefined)
    // Only documents have values that can be corrected.
    if (first.done || !('values' in first.value || 'trouble' in first.value)) return undefined
    return readFileSync(name)
  } catch {
    // It is reported when the file is judged.
    return undefined
  }
}

async function findCorrections(name: string, bytes: Buffer, job: Job): Promise<readonly Correction[]> {
  const corrections: Correction[] = []
  for await (const capture of capturesIn(name, Readable.from([bytes]), job.manner)) {
    if ('trouble' in capture || !capture.values) continue
    corrections.push({ capture, findings: judgeCapture(name, capture, job, new Set()).counted })
  }
  return corrections
}

function countFindings(all: readonly Correction[]): number {
  return all.reduce((sum, { findings }) => sum + findings.length, 0)
}
