/** What a badge says of a run. */

import type { Report } from '../src/model/index.ts'
import { groupByRule, isFresh } from '../text/findings.ts'
import { count } from '../text/number.ts'

export const LABEL = 'OpenAI conformance'

export interface Badge {
  readonly message: string
  readonly state: 'good' | 'known' | 'bad' | 'unknown'
}

export function badgeOf(report: Report): Badge {
  const { outcome, cases } = report.summary
  if (outcome === 'not-tested') return { message: 'not tested', state: 'unknown' }
  if (outcome === 'conforms') return { message: 'conforms', state: 'good' }
  const broken = groupByRule(report, (finding) => isFresh(finding) && finding.level === 'MUST').length
  if (broken) return { message: `${count(broken, 'MUST rule')} broken`, state: 'bad' }
  // What a baseline knows is broken all the same.
  return { message: `${count(cases.fail, 'known failure')}`, state: 'known' }
}
