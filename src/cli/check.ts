/** `check`: from files to verdicts on what was captured in them, without any network. */

import { createReadStream, readFileSync, writeFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import pc from 'picocolors'
import { printable } from '../../text/printable.ts'
import { loadProfile } from '../ask/load.ts'
import { loadRules } from '../ask/registry.ts'
import type { Capture, Trouble } from '../capture/capture.ts'
import { unifiedDiff } from '../capture/documents/diff.ts'
import { customOf, type Edit, edited, mendings } from '../capture/documents/mend.ts'
import { capturesIn, decoded, type Manner } from '../capture/file.ts'
import type { Kind } from '../capture/kind.ts'
import { secretsIn } from '../capture/secrets.ts'
import { select } from '../foundation/patterns.ts'
import { UsageError } from '../foundation/usage-error.ts'
import { judgeCaptured, judgeRequest } from '../judge/captured.ts'
import type { ConsoleContext, Noted, Outcome, Profile, Report, Rule, Verdict } from '../model/index.ts'
import { summarize } from '../report/summarize.ts'
import { redactor } from '../wire/redact.ts'
import { EXIT, exitCodeOf, type FailOn } from './exit-code.ts'
import { filesIn, reasonOf, STDIN } from './files.ts'
import { outputsOf } from './options.ts'
import { type Outputs, openOutputs } from './outputs.ts'
import { showsColor, tell, terminalColumns, whenClosed, write } from './terminal.ts'
import { readVersion } from './version.ts'

export interface CheckFlags {
  readonly as?: Kind
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
  /** Corrections are shown beside the report on standard output. */
  readonly showsDiffs: boolean
}

/** What has become of the files so far. */
interface Account {
  readonly kept: Verdict[]
  readonly counts: Record<Outcome, number>
  tolerated: number
  left: number
}

/**
 * Judges what the files hold; the exit code.
 * @throws UsageError for a mistake in the command line
 */
export async function checkCommand(names: readonly string[], flags: CheckFlags): Promise<number> {
  if (flags.fix && names.includes(STDIN)) throw new UsageError('--fix cannot write to standard input')
  const typed = outputsOf(flags.reporter ?? [], 'places')
  const profile = loadProfile(flags.profile)
  const all = await loadRules()
  const wanted = select(flags.rule ?? [], [...all.keys()], 'rule')
  const rules = new Map([...all].filter(([id]) => wanted.has(id)))
  const outputs = await openOutputs(typed, (toStdout) => contextOf(all, flags, toStdout))
  const showsDiffs = typed.some(({ name, file }) => name === 'places' && file === undefined)
  const manner = { isWhole: flags.whole === true, ...(flags.as ? { as: flags.as } : {}) }
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
    color: toStdout && showsColor(process.stdout),
    verbose: flags.verbose === true,
    exitCode: (report) => exitCodeOf(report, flags.failOn),
    columns: (toStdout ? terminalColumns() : undefined) ?? LOG_COLUMNS,
  }
}

async function judgeFiles(names: readonly string[], job: Job): Promise<number> {
  const startedAt = new Date()
  const began = performance.now()
  const counts = { pass: 0, warn: 0, fail: 0, inconclusive: 0, unsupported: 0, skip: 0, error: 0 }
  const account: Account = { kept: [], counts, tolerated: 0, left: 0 }
  let isClosed = false
  whenClosed(() => {
    isClosed = true
  })
  const target = { baseUrl: names.join(' '), model: '-', profile: job.profile.name }
  const version = readVersion()
  job.outputs.tell({
    type: 'start',
    tool: { version },
    target,
    startedAt: startedAt.toISOString(),
    scope: {},
    cases: [],
  })
  for (const { name, isNamed, trouble } of filesIn(names)) {
    if (isClosed) break
    if (trouble) tellVerdict(job, account, troubleVerdict(name, { spot: START, trouble }))
    else await judgeFile(name, isNamed, job, account)
  }
  const durationMs = Math.round(performance.now() - began)
  const { kept, left, tolerated } = account
  const facts = { target, scope: {}, verdicts: kept, startedAt, durationMs, version, interrupted: false }
  const report = withCounts(summarize(facts), counts, tolerated)
  job.outputs.tell({ type: 'end', report })
  const isListed = !job.showsDiffs || job.outputs.toFiles
  if (left && isListed) tell('note', `the report lists ${kept.length} verdicts and only counts ${left} more`)
  return exitCode(report, job.flags.failOn)
}

const START = { line: 1, column: 1 }

function withCounts(report: Report, cases: Report['summary']['cases'], tolerated: number): Report {
  const judged = cases.pass + cases.warn + cases.fail
  const outcome = cases.fail ? 'does-not-conform' : cases.error || !judged ? 'not-tested' : 'conforms'
  return { ...report, summary: { ...report.summary, outcome, cases, tolerated } }
}

/** What could not be read comes first: nobody knows what it would have been. */
function exitCode(report: Report, failOn: FailOn): number {
  const { error, pass, warn, fail } = report.summary.cases
  if (error) return EXIT.usage
  if (pass + warn + fail) return exitCodeOf(report, failOn)
  tell('error', 'there is nothing to judge in these files\n`chat-conformance check --help` shows what is understood')
  return EXIT.notTested
}

async function judgeFile(name: string, isNamed: boolean, job: Job, account: Account): Promise<void> {
  const known = new Set<string>()
  const corrections: { capture: Capture; findings: readonly Noted[] }[] = []
  try {
    const mended = job.flags.fix ? await fix(name, job) : 0
    if (mended) tell('note', `${printable(name)}: ${mended} ${mended === 1 ? 'place' : 'places'} corrected`)
    for await (const found of capturesIn(name, open(name), job.manner)) {
      if ('trouble' in found) {
        if (!found.isHarmless) tellVerdict(job, account, troubleVerdict(name, found))
        else if (isNamed) tell('note', `${name}:${found.spot.line}: ${found.trouble}`)
        continue
      }
      const { verdict, counted } = judged(name, found, job, known)
      tellVerdict(job, account, verdict)
      if (found.values) corrections.push({ capture: found, findings: counted })
    }
  } catch (error) {
    const trouble = reasonOf(error)
    tellVerdict(job, account, troubleVerdict(name, { spot: START, trouble }))
  }
  if (job.showsDiffs && corrections.length) showDiff(name, corrections)
}

function open(name: string): AsyncIterable<Buffer> {
  return name === STDIN ? process.stdin : createReadStream(name, { highWaterMark: 1 << 20 })
}

interface Judged {
  readonly verdict: Verdict
  /** The findings that count, as they were before anything was taken out of them. */
  readonly counted: readonly Noted[]
}

function judged(file: string, capture: Capture, { rules, profile }: Job, known: Set<string>): Judged {
  const { spot, title, subject } = capture
  const id = unique(`${file}:${spot.line}`, known)
  const facts = { id, title, suite: file }
  try {
    const hides = capture.hides ? { hides: capture.hides } : {}
    const verdict =
      subject.kind === 'request'
        ? judgeRequest(subject.body, facts, rules, profile, hides)
        : judgeCaptured(subject.exchange, facts, rules, profile, { ...subject, ...hides })
    const findings = verdict.findings.map((finding) => ({
      ...finding,
      place: { file, ...capture.locate(finding.at) },
    }))
    const counted = findings.filter(({ level, tolerated }) => level !== 'MAY' && tolerated === undefined)
    if (!findings.length) return { verdict: { ...verdict, turns: [] }, counted }
    const redact = redactorFor(capture.source)
    // What was sent is at hand in the file: a report need not repeat it.
    return { verdict: { ...verdict, turns: [], findings: redact(findings) }, counted }
  } catch (error) {
    const reason = `a bug of chat-conformance: ${(error as Error).message}`
    return { verdict: { ...blank(facts), outcome: 'error', reason }, counted: [] }
  }
}

let last: { readonly source: string; readonly redact: ReturnType<typeof redactor> } | undefined

/** Takes the keys in the text out of whatever is shown of it. All captures of a document have the same text around them. */
function redactorFor(source: string): ReturnType<typeof redactor> {
  if (last?.source !== source) last = { source, redact: redactor(secretsIn(source)) }
  return last.redact
}

function unique(id: string, known: Set<string>): string {
  let name = id
  for (let n = 2; known.has(name); n++) name = `${id}#${n}`
  known.add(name)
  return name
}

function blank(facts: { id: string; title: string; suite: string }): Omit<Verdict, 'outcome'> {
  return { ...facts, needs: [], attempts: 1, turns: [], findings: [] }
}

function troubleVerdict(file: string, { spot, trouble }: Trouble): Verdict {
  const facts = { id: `${file}:${spot.line}:${spot.column}`, title: 'could not be read', suite: file }
  return { ...blank(facts), outcome: 'error', reason: trouble }
}

/** A log of a million lines has a million verdicts: those with something to tell are kept, and some of the others. */
const MOST_KEPT = 10_000
const MOST_CLEAN = 1000

function tellVerdict({ outputs }: Job, account: Account, verdict: Verdict): void {
  account.counts[verdict.outcome]++
  account.tolerated += verdict.findings.filter(({ tolerated }) => tolerated !== undefined).length
  const most = verdict.findings.length || verdict.outcome === 'error' ? MOST_KEPT : MOST_CLEAN
  if (account.kept.length < most) account.kept.push(verdict)
  else account.left++
  outputs.tell({ type: 'case', verdict })
}

interface Correction {
  readonly capture: Capture
  readonly findings: readonly Noted[]
}

function editsFor(text: string, corrections: readonly Correction[]): readonly Edit[] {
  const custom = customOf(corrections.map(({ capture }) => capture))
  return corrections.flatMap(({ capture, findings }) => mendings(text, capture, findings, custom))
}

function showDiff(name: string, corrections: readonly Correction[]): void {
  const text = corrections[0]?.capture.source ?? ''
  const redact = redactorFor(text)
  const diff = unifiedDiff(name, text, edited(text, editsFor(text, corrections)))
  if (diff) write(`\n${colored(redact(diff))}\n`)
}

function colored(diff: string): string {
  const paint = pc.createColors(showsColor(process.stdout))
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

/** Corrects a document in place; how many places. Nothing is written that does not leave fewer findings. */
async function fix(name: string, job: Job): Promise<number> {
  const bytes = await bytesOf(name)
  if (!bytes) return 0
  const text = decoded(bytes)
  const before = await corrections(name, bytes, job)
  const edits = editsFor(text, before)
  if (!edits.length) return 0
  if (!Buffer.from(text).equals(bytes)) {
    tell('warning', `${printable(name)} is not UTF-8 throughout: it is not corrected`)
    return 0
  }
  const mended = Buffer.from(edited(text, edits))
  const after = await corrections(name, mended, job)
  if (countOf(after) >= countOf(before)) {
    tell('warning', `${printable(name)}: a correction would not help: it is not made`)
    return 0
  }
  writeFileSync(name, mended)
  return edits.length
}

async function bytesOf(name: string): Promise<Buffer | undefined> {
  try {
    const probe = capturesIn(name, open(name), { isWhole: false })
    const first = await probe.next()
    await probe.return(undefined)
    // Only documents have values that can be corrected.
    if (first.done || !('values' in first.value || 'trouble' in first.value)) return undefined
    return readFileSync(name)
  } catch {
    // What cannot be read is told when it is judged.
    return undefined
  }
}

async function corrections(name: string, bytes: Buffer, job: Job): Promise<readonly Correction[]> {
  const found: Correction[] = []
  for await (const capture of capturesIn(name, Readable.from([bytes]), job.manner)) {
    if ('trouble' in capture || !capture.values) continue
    found.push({ capture, findings: judged(name, capture, job, new Set()).counted })
  }
  return found
}

function countOf(all: readonly Correction[]): number {
  return all.reduce((sum, { findings }) => sum + findings.length, 0)
}
