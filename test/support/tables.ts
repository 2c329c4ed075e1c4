/** The tables of capabilities and parameters that verdicts add up to. */
import { loadSuites } from '../../src/ask/load.ts'
import type { Report, Verdict } from '../../src/model/index.ts'
import { auditParameters } from '../../src/report/audit.ts'
import { judgeCapabilities } from '../../src/report/capabilities.ts'
import { prove } from './proof.ts'

export const cases = loadSuites()

/** The cases that say something of a capability or a parameter. */
export const telling = cases
  .filter(({ about, audits }) => about.length || Object.keys(audits).length)
  .map(({ id }) => id)

export type Tables = Pick<Report, 'cases' | 'parameters' | 'capabilities'>

export function tablesOf(verdicts: readonly Verdict[]): Tables {
  return { cases: verdicts, parameters: auditParameters(verdicts), capabilities: judgeCapabilities(verdicts) }
}

let clean: Promise<readonly Verdict[]> | undefined

/** The verdicts on the reference server, made once for all files of a worker. */
export function readClean(): Promise<readonly Verdict[]> {
  clean ??= prove({}, { only: telling, verdictsOnly: true }).then(({ report }) => report.cases)
  return clean
}
