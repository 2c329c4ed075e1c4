/** `merge`: merges the reports of all shards of a run. */
import { loadProfile } from '../ask/load.ts'
import { evaluatedRules } from '../ask/model-free.ts'
import { loadRules } from '../ask/registry.ts'
import { readReport } from '../report/read-report.ts'
import { eventsOf } from '../report/report-events.ts'
import { checkShards, mergeReports } from '../run/merge.ts'
import { type ReportFlags, reportRun } from './reporting.ts'

export interface MergeFlags extends ReportFlags {
  readonly profile?: string
}

/**
 * Merges the reports and writes the result; the exit code.
 * @throws UsageError for a broken report, and for a shard that is missing, repeated, or of another run
 */
export async function mergeCommand(names: readonly string[], flags: MergeFlags): Promise<number> {
  const rules = await loadRules()
  const files = names.map((name) => readReport(name, rules))
  checkShards(files)
  const [first] = files.map(({ report }) => report)
  const profile = loadProfile(flags.profile ?? first?.target.profile ?? '', rules)
  const evaluated = evaluatedRules(rules, first?.scope.rules ?? [], profile)
  return await reportRun(flags, rules, (relay) => relay(eventsOf(mergeReports(files, evaluated, profile))))
}
