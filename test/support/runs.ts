/** Runs for reporter tests: the reports of fixtures/runs with the events that lead to them, and the rules that they name. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { apiNamed, DEFAULT_API } from '../../src/ask/apis.ts'
import { packageRoot } from '../../src/foundation/paths.ts'
import type { Level, Report, Reporter, Rule, Verdict } from '../../src/model/index.ts'
import { readReport } from '../../src/report/read-report.ts'
import { eventsOf } from '../../src/report/report-events.ts'
import { summarize } from '../../src/report/summarize.ts'

const folder = join(packageRoot, 'fixtures', 'runs')

/** The rules that the runs name. Their texts belong to the tests, so that a better sentence changes no snapshot. */
export const RUN_RULES: ReadonlyMap<string, Rule> = new Map([
  ['stream/done-present', aRule('MUST', 'A stream is ended by [DONE].', 'data: {"choices":[]}', 'data: [DONE]')],
  ['usage/adds-up', aRule('MUST', 'The total is the sum of prompt and completion.', '{"total_tokens":13}', 'a\nb')],
  ['message/refusal-present', aRule('SHOULD', 'A message has a refusal, null as a rule.', '{}', '{"refusal":null}')],
  ['usage/details', aRule('MAY', 'The usage has details.', '{}', '{"prompt_tokens_details":{}}')],
])

function aRule(level: Level, says: string, wrong: string, right: string): Rule {
  const why = 'Clients that rely on it break.'
  const mend = 'Send it, each time and in every reply, whether it was asked for or not, and never leave it out.'
  return { says, level, basis: 'published schema', source: 'the schema', why, mend, wrong, right, on: [] }
}

/** The reports by name. They are written as by a version without defects, which are found on reading. */
export const RUNS: ReadonlyMap<string, Report> = new Map(
  readdirSync(folder).map((file) => [file.replace('.json', ''), readReport(join(folder, file), RUN_RULES).report]),
)

/** The report of that name. */
export function runNamed(name: string): Report {
  const report = RUNS.get(name)
  if (!report) throw new Error(`there is no run ${name}`)
  return report
}

/** A report of cases that failed, with their defects. */
export function makeReport(
  cases: readonly (Pick<Verdict, 'id' | 'findings'> & Partial<Verdict>)[],
  rules: ReadonlyMap<string, Rule> = RUN_RULES,
): Report {
  const { target, startedAt, durationMs } = runNamed('gated')
  const verdicts = cases.map(
    (one): Verdict => ({
      title: one.id,
      suite: 's',
      needs: [],
      outcome: 'fail',
      attempts: 1,
      turns: [],
      ...one,
    }),
  )
  const facts = { target, scope: {}, durationMs, version: '0.1.0', interrupted: false }
  return summarize({ ...facts, verdicts, startedAt: new Date(startedAt), rules, api: apiNamed(DEFAULT_API) })
}

/** The complete output of a reporter for a run. */
export function textOf(reporter: Reporter, report: Report): string {
  return [...eventsOf(report)].map(reporter).join('')
}
