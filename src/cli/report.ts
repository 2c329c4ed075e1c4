/** `report`: converts a JSON report to other formats. */

import { loadRules } from '../ask/registry.ts'
import { readReport } from '../report/read-report.ts'
import { eventsOf } from '../report/report-events.ts'
import { type ReportFlags, reportRun } from './reporting.ts'

/**
 * Passes the report to reporters; the exit code for it.
 * @throws UsageError for a broken report
 */
export async function reportCommand(file: string, flags: ReportFlags): Promise<number> {
  const rules = await loadRules()
  const { report } = readReport(file, rules)
  return await reportRun(flags, rules, (relay) => relay(eventsOf(report)))
}
