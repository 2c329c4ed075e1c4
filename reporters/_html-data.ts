/** What the page of a report is given: the report without what it does not show, and the rules that it names. */
import type { Report, Rule, Verdict } from '../src/model/index.ts'
import { sentenceOf } from '../text/verdict.ts'

export interface ReportData {
  readonly report: Report
  readonly verdict: ReturnType<typeof sentenceOf>
  /** The rules of the findings. */
  readonly rules: RulesData
}

/** Rules by id. */
export type RulesData = Readonly<Record<string, RuleData>>

/** A rule as people read it. */
export type RuleData = Pick<Rule, 'says' | 'level' | 'basis' | 'source' | 'why' | 'mend' | 'wrong' | 'right' | 'seen'>

export function reportData(report: Report, rules: ReadonlyMap<string, Rule>): ReportData {
  return {
    report: { ...report, cases: report.cases.map(withoutTraces) },
    verdict: sentenceOf(report),
    rules: rulesOf(report.cases, rules, report.defects),
  }
}

/** The rules of these defects, and those with findings in any of these verdicts, as far as they are known. */
export function rulesOf(
  cases: readonly Verdict[],
  rules: ReadonlyMap<string, Rule>,
  defects: Report['defects'] = [],
): RulesData {
  const named = new Set([...cases.flatMap(({ findings }) => findings), ...defects].map(({ rule }) => rule))
  const known = [...named].flatMap((id) => {
    const rule = rules.get(id)
    return rule ? [[id, ruleData(rule)] as const] : []
  })
  return Object.fromEntries(known)
}

function ruleData({ says, level, basis, source, why, mend, wrong, right, seen }: Rule): RuleData {
  return { says, level, basis, source, why, mend, wrong, right, ...(seen ? { seen } : {}) }
}

/** What the end of a run compares is for programs. */
function withoutTraces({ traces: _, ...verdict }: Verdict): Verdict {
  return verdict
}
