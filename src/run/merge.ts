/** Puts the reports of the shards of a run together. */

import { UsageError } from '../foundation/usage-error.ts'
import type { Profile, Report, Rule, Shard, Suggestion } from '../model/index.ts'
import { COMPARISON } from '../report/applies.ts'
import type { ReportFile } from '../report/read-report.ts'
import { conclude } from './conclude.ts'

/**
 * Makes sure that these are all shards of one run, each once.
 * @throws UsageError saying which is missing, there twice, or of another run
 */
export function checkShards(files: readonly ReportFile[]): void {
  const [first] = files
  if (!first) throw new UsageError('there is no report to merge')
  const seen = new Map<number, string>()
  for (const { file, report } of files) {
    const { shard } = report.scope
    if (!shard) throw new UsageError(`${file} is the report of a complete run; merge takes those of run --shard`)
    const other = describeDifference(first.report, report)
    if (other) throw new UsageError(`${first.file} and ${file} are not of the same run: ${other}`)
    const twin = seen.get(shard.index)
    if (twin !== undefined)
      throw new UsageError(`${twin} and ${file} are both shard ${shard.index}/${shard.of}; give each shard once`)
    seen.set(shard.index, file)
  }
  const { of } = first.report.scope.shard as Shard
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((index) => !seen.has(index))
  if (missing.length)
    throw new UsageError(
      `${missing.length === 1 ? 'a shard is' : `${missing.length} shards are`} missing: ${missing.map((index) => `${index}/${of}`).join(', ')}`,
    )
}

/** In what two reports differ that should be of the same run. */
function describeDifference(a: Report, b: Report): string | undefined {
  const facts = (report: Report) => ({
    'the version of chat-conformance': report.tool.version,
    target: addressOf(report),
    model: report.target.model,
    profile: report.target.profile,
    'number of shards': report.scope.shard?.of,
    'the rules that were evaluated': report.scope.rules?.join(' ') ?? 'all',
    'the number of repetitions': report.scope.repeat ?? 1,
    'what the cases send, or how they were divided,': report.scope.shard?.plan,
  })
  const [first, other] = [facts(a), facts(b)]
  const name = (Object.keys(first) as (keyof typeof first)[]).find((key) => first[key] !== other[key])
  return name && `${name} was ${first[name]} and is ${other[name]}`
}

/** Every machine may have started the target for itself, on a port of its own. */
function addressOf({ target }: Report): string {
  return target.baseUrl.replace(/^(https?:\/\/)(127\.0\.0\.1|localhost|\[::1\])(:\d+)?/, '$1loopback')
}

/**
 * The report of the complete run.
 * @param files the reports of all shards, as `checkShards` has found them good
 * @param rules those that were evaluated
 */
export function mergeReports(files: readonly ReportFile[], rules: ReadonlyMap<string, Rule>, profile: Profile): Report {
  const reports = files
    .map(({ report }) => report)
    .toSorted((a, b) => (a.scope.shard?.index ?? 0) - (b.scope.shard?.index ?? 0))
  const [first] = reports as [Report]
  const { shard, ...scope } = first.scope
  const starts = reports.map(({ startedAt }) => Date.parse(startedAt))
  const startedAt = Math.min(...starts)
  const endedAt = Math.max(...reports.map(({ durationMs }, i) => (starts[i] ?? 0) + durationMs))
  const suggestion = suggestionOf(reports)
  return conclude(
    {
      target: first.target,
      scope,
      // What only all replies show is found anew.
      verdicts: reports.flatMap(({ cases }) => cases.filter(({ id }) => id !== COMPARISON)),
      order: shard?.cases ?? [],
      startedAt: new Date(startedAt),
      durationMs: endedAt - startedAt,
      interrupted: reports.some(({ summary }) => summary.interrupted),
      version: first.tool.version,
      ...(suggestion ? { suggestion } : {}),
    },
    rules,
    profile,
  ).report
}

/** The profile that most of the shards' evidence suggests. */
function suggestionOf(reports: readonly Report[]): Suggestion | undefined {
  const suggestions = new Map<string, Suggestion>()
  for (const { suggestion } of reports) {
    if (!suggestion) continue
    const evidence = [...(suggestions.get(suggestion.profile)?.evidence ?? []), ...suggestion.evidence]
    suggestions.set(suggestion.profile, { ...suggestion, evidence: [...new Set(evidence)] })
  }
  return [...suggestions.values()].toSorted((a, b) => b.evidence.length - a.evidence.length)[0]
}
