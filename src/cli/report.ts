/** `report`: a report, told again in another form. */

import { loadRules } from '../ask/registry.ts'
import { readReport } from '../report/read-report.ts'
import { eventsOf } from '../report/report-events.ts'
import { type ReportFlags, reporting } from './reporting.ts'

/**
 * Hands the report to reporters; the exit code that it leads to.
 * @throws UsageError for a broken report
 */
export async function reportCommand(file: string, flags: ReportFlags): Promise<number> {
  const { report } = readReport(file)
  return await reporting(flags, await loadRules(), (relay) => relay(eventsOf(report)))
}
