/** The comparison as JSON, without the replies: those are in the reports. */

import type { ComparisonFormat, Verdict } from '../../src/model/index.ts'
import { printable } from '../../text/printable.ts'

const json: ComparisonFormat = (comparison) => {
  const cases = comparison.cases.map((row) => ({ ...row, cells: row.cells.map(brief) }))
  const text = JSON.stringify({ ...comparison, cases }, null, 2)
  return `${text.split('\n').map(printable).join('\n')}\n`
}

export default json

function brief({ outcome, reason, attempts, findings, repeats, turns }: Verdict): object {
  const curl = turns[0]?.curl
  return {
    outcome,
    ...(reason === undefined ? {} : { reason }),
    attempts,
    findings,
    ...(repeats ? { repeats } : {}),
    ...(curl === undefined ? {} : { curl }),
  }
}
