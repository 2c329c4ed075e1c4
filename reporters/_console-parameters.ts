/** What became of the request parameters. */

import type { Outcome, ParameterAudit, Report } from '../src/model/index.ts'
import { pad } from '../text/columns.ts'
import { SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { heading, inOutcome, type Page, prose } from './_page.ts'

/** Which colour and sign a verdict shares with the outcomes, and what it means. */
const VERDICTS: readonly (readonly [ParameterAudit['verdict'], Outcome, string])[] = [
  ['ignored', 'warn', 'accepted, but without effect'],
  ['refused', 'unsupported', 'answered with a 4xx'],
  ['honoured', 'pass', 'its effect was observed'],
  ['cannot tell', 'inconclusive', 'no effect was visible, or it depends on the model'],
]

/** One line for each verdict that occurs. */
export function parametersOf(page: Page, { parameters }: Report): string {
  if (!parameters.length) return ''
  const lines = VERDICTS.flatMap(([verdict, outcome, meaning]) => {
    const names = parameters.filter((one) => one.verdict === verdict).map(({ name }) => printable(name))
    if (!names.length) return []
    const label = `  ${inOutcome(page, outcome, SIGN[outcome])} ${pad(verdict, 12)}`
    return [`${label}${page.paint.dim(meaning)}\n`, prose(page, 16, names.join(', '))]
  })
  return heading(page, `Request parameters: ${parameters.length} tried`) + lines.join('')
}
