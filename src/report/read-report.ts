/** Reads reports of earlier runs. */
import { createHash } from 'node:crypto'
import { apiNamed, DEFAULT_API } from '../ask/apis.ts'
import { isOwnSuite } from '../ask/case-source.ts'
import { listProfiles, loadProfile } from '../ask/load.ts'
import { parseOwnFile, textOf } from '../foundation/own-file.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { ComparedReport, Report, Rule } from '../model/index.ts'
import { judgeCapabilities } from './capabilities.ts'
import { nameDefects } from './defects.ts'
import { foldFindings } from './fold.ts'

const REPORT = { format: 'chat-conformance/report', version: 1, schema: 'report.json', noun: 'report' }

/** A report and the file that it is in. */
export interface ReportFile {
  readonly file: string
  readonly report: Report
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly sha256: string
}

/**
 * Reads a report that the reporter `json` wrote. Defects and capabilities that a
 * report of an older version lacks are found on reading.
 * @param rules all rules: without them the defects of an older report have no numbers of replies
 * @throws UsageError with the place of what is wrong
 */
export function readReport(file: string, rules: ReadonlyMap<string, Rule> = new Map()): ReportFile {
  const text = textOf(file)
  if (text === undefined) throw new UsageError(`there is no file ${file}`)
  const report = parseOwnFile(file, text, REPORT) as Older
  return { file, report: addDefects(addCapabilities(report), rules), sha256: hashOf(text) }
}

type Later = 'capabilities' | 'defects'
type Older = Omit<Report, Later> & Partial<Pick<Report, Later>>

function addCapabilities(report: Older): Older & Pick<Report, 'capabilities'> {
  return { ...report, capabilities: report.capabilities ?? judgeCapabilities(report.cases) }
}

function addDefects(report: ReturnType<typeof addCapabilities>, rules: ReadonlyMap<string, Rule>): Report {
  if (report.defects) return { ...report, defects: report.defects }
  const { profile } = report.target
  const api = listProfiles().includes(profile) ? loadProfile(profile).api : apiNamed(DEFAULT_API)
  const cases = report.cases.map((verdict) => ({
    ...verdict,
    ...(verdict.source && isOwnSuite(verdict.source.file)
      ? { source: { ...verdict.source, builtIn: true as const } }
      : {}),
    findings: foldFindings(verdict.findings, { rules, explanations: api.explanations }),
  }))
  const named = nameDefects(cases, rules, api)
  const known = named.defects.filter((defect) => defect.known !== undefined).length
  const open = named.defects.length - known
  // Older versions counted findings.
  const gate = report.gate && { ...report.gate, known, fresh: Math.min(report.gate.fresh, open) }
  return { ...report, ...named, ...(gate ? { gate } : {}) }
}

/** A report that was just made, as if it had been read. */
export function asReportFile(report: Report, name: string): ReportFile {
  return { file: name, report, sha256: hashOf(JSON.stringify(report)) }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** What a comparison says of a report. */
export function factsOf({ file, sha256, report }: ReportFile): ComparedReport {
  const { tool, target, startedAt, durationMs, summary } = report
  return { file, sha256, tool, target, startedAt, durationMs, summary }
}
