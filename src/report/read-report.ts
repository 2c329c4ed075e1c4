/** Reads reports of earlier runs. */
import { createHash } from 'node:crypto'
import { parseOwnFile, textOf } from '../foundation/own-file.ts'
import { UsageError } from '../foundation/usage-error.ts'
import type { ComparedReport, Report } from '../model/index.ts'
import { judgeCapabilities } from './capabilities.ts'

const REPORT = { format: 'chat-conformance/report', version: 1, schema: 'report.json', noun: 'report' }

/** A report and the file that it is in. */
export interface ReportFile {
  readonly file: string
  readonly report: Report
  /** SHA-256 of the file, in hexadecimal digits. */
  readonly sha256: string
}

/**
 * Reads a report that the reporter `json` wrote.
 * @throws UsageError with the place of what is wrong
 */
export function readReport(file: string): ReportFile {
  const text = textOf(file)
  if (text === undefined) throw new UsageError(`there is no file ${file}`)
  const report = parseOwnFile(file, text, REPORT) as Omit<Report, 'capabilities'> & Partial<Report>
  // Older reports do not have the capabilities.
  return {
    file,
    report: { ...report, capabilities: report.capabilities ?? judgeCapabilities(report.cases) },
    sha256: hashOf(text),
  }
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
