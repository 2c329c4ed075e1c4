/** Comparisons for tests of their page: targets that pass, fail, and have a weaker finding. */
import html from '../../../reporters/comparison/html.ts'
import { loadRules } from '../../../src/ask/registry.ts'
import type { Defect, Report, Verdict } from '../../../src/model/index.ts'
import { compareReports } from '../../../src/report/compare.ts'
import { asReportFile } from '../../../src/report/read-report.ts'
import { runNamed } from '../../support/runs.ts'
import { aCase, jsonTurn } from './page-report.ts'

const CONVERSATIONS = runNamed('conversations')
export const rules = await loadRules()

export function named(name: string, report: Report, cases: readonly Verdict[] = report.cases): Report {
  return { ...report, target: { ...report.target, name }, cases }
}

export function pageOf(...reports: readonly Report[]): string {
  const files = reports.map((report, i) => asReportFile(report, `reports/${i}.json`))
  return html(compareReports(files), { color: false, columns: 100, rules })
}

export const TURN = jsonTurn('{"choices":[],"usage":{"total_tokens":3}}')
export const FOUND = { rule: 'usage/adds-up', at: '/usage/total_tokens', message: 'is not the sum', got: 3 }
const SLOPPY = { ...FOUND, rule: 'usage/details', level: 'SHOULD' as const }
const EXCUSED = { ...SLOPPY, tolerated: 'everyone does it' }

/** Alpha passes all cases, Beta fails two, and Gamma has a different, weaker finding in one. */
export const ALPHA = named('Alpha', CONVERSATIONS, [
  aCase('a/same', [TURN]),
  { ...aCase('b/one', [TURN]), needs: ['tools'], parameters: { stop: 'honoured' } },
  { ...aCase('c/two', [TURN]), needs: ['tools', 'vision'] },
])
export const BETA = named('Beta', CONVERSATIONS, [
  aCase('a/same', [TURN]),
  { ...aCase('b/one', [TURN], [FOUND]), needs: ['tools'], parameters: { stop: 'ignored' } },
  { ...aCase('c/two', [TURN], [FOUND, EXCUSED]), needs: ['tools', 'vision'] },
])
export const GAMMA = named('Gamma', CONVERSATIONS, [
  aCase('a/same', [TURN]),
  { ...aCase('b/one', [TURN]), needs: ['tools'] },
  { ...aCase('c/two', [TURN], [SLOPPY]), outcome: 'warn', needs: ['tools', 'vision'] },
])
const DEFECT: Defect = {
  id: 'usage/adds-up',
  rule: 'usage/adds-up',
  level: 'MUST',
  extent: { findings: 2, unit: 'replies', broken: 2, of: 3 },
  cases: ['b/one', 'c/two'],
  example: { case: 'b/one', turn: 0, at: '', message: 'is not the sum', excerpt: [] },
  explains: [],
}
const keeping = (report: Report, kept: number): Report => ({
  ...report,
  summary: { ...report.summary, rules: { must: { kept, of: 10 }, should: { kept: 9, of: 9 } } },
})
/** The page sorts them by the rules that they keep. */
export const THREE = pageOf(keeping(GAMMA, 7), keeping({ ...BETA, defects: [DEFECT] }, 8), keeping(ALPHA, 10))
