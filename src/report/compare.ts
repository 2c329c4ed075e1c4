/** Compares reports: what each target does with the same cases. */

import { UsageError } from '../foundation/usage-error.ts'
import type {
  CapabilityRow,
  CaseRow,
  ComparedTarget,
  Comparison,
  Defect,
  DefectRow,
  Level,
  Noted,
  ParameterVerdict,
  Report,
  Row,
  RuleRow,
  RuleTally,
  TargetDefect,
  Verdict,
} from '../model/index.ts'
import { auditParameters } from './audit.ts'
import { judgeCapabilities } from './capabilities.ts'
import { nameAcrossReports } from './defect-names.ts'
import { factsOf, type ReportFile } from './read-report.ts'
import { timingsOf } from './timings.ts'
import { totals } from './totals.ts'

/**
 * The comparison of the reports: the target that keeps most of the MUST rules comes first.
 * @throws UsageError if there are fewer than two, or if one is there twice
 */
export function compareReports(given: readonly ReportFile[]): Comparison {
  if (given.length < 2) throw new UsageError('a comparison needs at least two reports')
  const [twin, first] = twinsIn(given)
  if (twin && first) throw new UsageError(`${first.file} and ${twin.file} are the same report; give each once`)
  const files = given.toSorted((a, b) => byKeptRules(a.report, b.report))
  const reports = files.map(({ report }) => report)
  const ids = idsOf(reports)
  const verdicts = reports.map(({ cases }) => new Map(cases.map((verdict) => [verdict.id, verdict])))
  const rows = ids.map((id) => verdicts.flatMap((those) => those.get(id) ?? []))
  const changed = rows.filter(isChanged).flatMap(([first]) => first?.id ?? [])
  // A case that one of them did not run, or ran in another form, does not compare.
  const cases = rows.filter((row) => row.length === files.length && !isChanged(row)).map(caseRow)
  const same = reports.map((_, i) => cases.flatMap(({ cells }) => cells[i] ?? []))
  const answered = cases.filter(({ cells }) => cells.every(isAnswered)).map(({ name }) => name)
  return {
    format: 'chat-conformance/comparison',
    version: 1,
    targets: namesOf(files).map((name, i) => targetOf(name, files[i] as ReportFile, new Set(answered))),
    differences: differencesOf(files, changed),
    notes: notesOf(files),
    defects: defectRows(reports, new Set(cases.map(({ name }) => name))),
    capabilities: capabilityRows(same),
    cases,
    rules: ruleRows(same),
    parameters: parameterRows(same),
  }
}

/** By the share of the MUST rules that are kept, then by that of the SHOULD rules. Reports that do not have it are last. */
function byKeptRules({ summary: a }: Report, { summary: b }: Report): number {
  const shareOf = ({ rules }: Report['summary'], level: 'must' | 'should'): number =>
    rules ? (rules[level].of ? rules[level].kept / rules[level].of : 0) : -1
  return shareOf(b, 'must') - shareOf(a, 'must') || shareOf(b, 'should') - shareOf(a, 'should')
}

function twinsIn(files: readonly ReportFile[]): readonly ReportFile[] {
  for (const [i, file] of files.entries()) {
    const first = files.slice(0, i).find(({ sha256 }) => sha256 === file.sha256)
    if (first) return [file, first]
  }
  return []
}

/** All cases of all reports, in the order of the first one that has them. */
function idsOf(reports: readonly Report[]): readonly string[] {
  return [...new Set(reports.flatMap(({ cases }) => cases.map(({ id }) => id)))]
}

function isChanged(verdicts: readonly Verdict[]): boolean {
  return new Set(verdicts.flatMap(({ source }) => source?.digest ?? [])).size > 1
}

/** What makes the reports reports of different suites, in sentences. */
function differencesOf(files: readonly ReportFile[], changed: readonly string[]): readonly string[] {
  const versions = new Map(files.map(({ report }) => [report.tool.version, true]))
  const notes =
    versions.size > 1
      ? [`chat-conformance is ${files.map(({ file, report }) => `${report.tool.version} in ${file}`).join(', ')}`]
      : []
  const all = idsOf(files.map(({ report }) => report)).filter((id) => !id.startsWith('run/'))
  for (const { file, report } of files) {
    const reportIds = new Set(report.cases.map(({ id }) => id))
    const lacking = all.filter((id) => !reportIds.has(id))
    if (lacking.length)
      notes.push(`${file} lacks ${some(lacking)}${report.summary.interrupted ? '; it was interrupted' : ''}`)
  }
  if (changed.length) notes.push(`not the same in all reports, and left out: ${some(changed)}`)
  const [first] = files
  for (const { file, report } of files) {
    const rules = [first?.report.scope.rules, report.scope.rules].map((patterns) => patterns?.join(' ') ?? 'all rules')
    if (rules[0] !== rules[1]) notes.push(`${first?.file} was judged by ${rules[0]}, and ${file} by ${rules[1]}`)
  }
  return notes
}

function notesOf(files: readonly ReportFile[]): readonly string[] {
  const addresses = files.map(({ report: { target } }) => `${target.model} at ${target.baseUrl}`)
  const twice = [...new Set(addresses.filter((address, i) => addresses.indexOf(address) < i))]
  const profiles = new Set(files.map(({ report }) => report.target.profile))
  return [
    ...twice.map(
      (address) =>
        `${files
          .filter((_, i) => addresses[i] === address)
          .map(({ file }) => file)
          .join(' and ')} are of the same target, ${address}`,
    ),
    ...(profiles.size > 1
      ? ['the targets were judged by different profiles: what one tolerates, another may not']
      : []),
  ]
}

/** Most cases that a sentence names. */
const NAMED = 5

function some(ids: readonly string[]): string {
  const more = ids.length - NAMED
  const names = `${ids.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  return `${ids.length} ${ids.length === 1 ? 'case' : 'cases'} (${names})`
}

/** What each report is called: the name that the user gave to its target, or its file. */
function namesOf(files: readonly ReportFile[]): readonly string[] {
  const candidates: ((file: ReportFile) => string)[] = [
    ({ report, file }) => report.target.name ?? baseOf(file),
    ({ file }) => baseOf(file),
    ({ file }) => file,
  ]
  const fits = candidates
    .map((nameOf) => files.map(nameOf))
    .find((names) => {
      return new Set(names).size === files.length
    })
  // Reports of one file name differ in their place.
  return fits ?? files.map(({ file }, i) => `${i + 1} ${file}`)
}

function baseOf(file: string): string {
  return file.replace(/^.*[\\/]/, '').replace(/\.json$/, '')
}

function targetOf(name: string, file: ReportFile, answered: ReadonlySet<string>): ComparedTarget {
  return { name, ...factsOf(file), timings: timingsOf(file.report.cases.filter(({ id }) => answered.has(id))) }
}

/** Every request of the case was answered with a success. */
function isAnswered({ turns }: Verdict): boolean {
  return turns.length > 0 && turns.every(({ status = 0 }) => status >= 200 && status < 300)
}

function caseRow(cells: readonly Verdict[]): CaseRow {
  const [{ id, title, suite }] = cells as [Verdict]
  return { name: id, title, suite, differs: unlike(cells.map(({ outcome }) => outcome)), cells }
}

function unlike(values: readonly unknown[]): boolean {
  return new Set(values).size > 1
}

function capabilityRows(same: readonly (readonly Verdict[])[]): readonly CapabilityRow[] {
  const names = [...new Set(same.flatMap((verdicts) => verdicts.flatMap(({ needs }) => needs)))].sort()
  const judged = same.map((verdicts) => new Map(judgeCapabilities(verdicts).map(({ name, status }) => [name, status])))
  return names.map((name) => {
    const cells = same.map((verdicts) => totals(verdicts.filter(({ needs }) => needs.includes(name))))
    const statuses = judged.map((statusOf) => statusOf.get(name))
    // A report of an older version says nothing about it.
    const differs = unlike(cells.map((cell) => JSON.stringify(cell))) || unlike(statuses.filter(Boolean))
    return { name, differs, cells, statuses }
  })
}

/** The defects by rule; those of a rule that some target breaks in several ways by the field that they are about too. */
function defectRows(reports: readonly Report[], compared: ReadonlySet<string>): readonly DefectRow[] {
  const lists = reports.map(({ defects }) => defects.filter(({ cases }) => cases.some((id) => compared.has(id))))
  const nameOf = nameAcrossReports(lists)
  const names = [...new Set(lists.flatMap((defects) => defects.map(nameOf)))]
  const rows = names.map((name): DefectRow => {
    const found = lists.map((defects) => defects.find((defect) => nameOf(defect) === name))
    const levels = found.flatMap((defect) => defect?.level ?? [])
    const [{ rule }] = found.filter((defect) => defect !== undefined) as [Defect]
    const level: Level = levels.includes('MUST') ? 'MUST' : 'SHOULD'
    return {
      name,
      rule,
      level,
      differs: unlike(found.map(Boolean)),
      cells: found.map((defect) => defect && brief(defect)),
    }
  })
  const having = ({ cells }: DefectRow): number => cells.filter(Boolean).length
  return rows.toSorted(
    (a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || having(b) - having(a) || (a.name < b.name ? -1 : 1),
  )
}

function brief({ id, level, extent, cases, known }: Defect): TargetDefect {
  return { id, level, extent, cases, ...(known === undefined ? {} : { known }) }
}

const LEVELS = ['MUST', 'SHOULD', 'MAY'] as const

/** The rules that do not hold somewhere: MUST before SHOULD, then what concerns most targets. */
function ruleRows(same: readonly (readonly Verdict[])[]): readonly RuleRow[] {
  const levels = new Map<string, Noted['level']>()
  for (const verdicts of same)
    for (const { findings } of verdicts)
      for (const { rule, level } of findings) if (level !== 'MAY') levels.set(rule, level)
  const rows = [...levels].map(([name, level]): RuleRow => {
    const cells = same.map((verdicts): RuleTally => {
      const findingsOfRule = verdicts.map(({ findings }) => findings.filter(({ rule }) => rule === name))
      const cases = findingsOfRule.filter((findings) =>
        findings.some(({ tolerated }) => tolerated === undefined),
      ).length
      return { cases, tolerated: findingsOfRule.filter((findings) => findings.length).length - cases }
    })
    return { name, level, differs: unlike(cells.map(({ cases }) => cases > 0)), cells }
  })
  const broken = ({ cells }: RuleRow): number => cells.filter(({ cases }) => cases).length
  return rows.sort(
    (a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level) || broken(b) - broken(a) || (a.name < b.name ? -1 : 1),
  )
}

function parameterRows(same: readonly (readonly Verdict[])[]): readonly Row<ParameterVerdict | undefined>[] {
  const audits = same.map((verdicts) => new Map(auditParameters(verdicts).map(({ name, verdict }) => [name, verdict])))
  const names = [...new Set(audits.flatMap((audit) => [...audit.keys()]))].sort()
  return names.map((name) => {
    const cells = audits.map((audit) => audit.get(name))
    return { name, differs: unlike(cells), cells }
  })
}
