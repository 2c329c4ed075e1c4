/**
 * The report as Code Quality of GitLab: one issue for each defect, which the merge request shows as new or fixed. A defect
 * that a baseline knows is of severity `info`.
 */
import { createHash } from 'node:crypto'
import type { Defect, Level, Report, ReporterContext, ReporterFactory } from '../src/model/index.ts'
import { printable } from '../text/printable.ts'
import {
  type FilePlace,
  fingerprintOf,
  formatAlsoSeen,
  formatDefect,
  listShown,
  placeInRepository,
} from './_defects.ts'
import { jsonText } from './_json.ts'

const gitlab: ReporterFactory = (context) => (event) =>
  event.type === 'end' ? jsonText(event.report.defects.map((defect) => issueOf(context, defect, event.report))) : ''

export default gitlab

const SEVERITY: Readonly<Record<Level, string>> = { MUST: 'critical', SHOULD: 'minor', MAY: 'info' }

/** GitLab requires a path: of a defect that is in no file of the repository it is that of the configuration. */
const ELSEWHERE: FilePlace = { file: 'chat-conformance.yaml', line: 1 }

function issueOf({ rules }: ReporterContext, defect: Defect, report: Report): object {
  const { rule: id, level, known } = defect
  const [example] = listShown(defect, report)
  const { file, line } = (example && placeInRepository(example.verdict, example.finding)) ?? ELSEWHERE
  const rule = rules.get(id)
  const sentences = [
    `${level}: ${rule ? printable(rule.says) : id}`,
    formatDefect(defect),
    rule ? `Fix: ${printable(rule.mend)}` : '',
    formatAlsoSeen(defect),
    known === undefined ? '' : `Known: ${printable(known)}`,
  ]
  return {
    description: sentences.filter(Boolean).join('\n'),
    check_name: id,
    fingerprint: createHash('sha256')
      .update(fingerprintOf(defect, report, rules))
      .digest('hex')
      .slice(0, 32),
    severity: known === undefined ? SEVERITY[level] : SEVERITY.MAY,
    location: { path: file, lines: { begin: line } },
  }
}
