/** What became of the request parameters. */

import type { Outcome, ParameterAudit, Report } from '../src/model/index.ts'
import { pad } from '../text/columns.ts'
import { SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { heading, inOutcome, type Page, prose } from './_page.ts'

interface Row {
  readonly verdict: ParameterAudit['verdict']
  /** The outcome that it shares colour and sign with. */
  readonly outcome: Outcome
  readonly meaning: string
  /** Also a short report names a case that decided. */
  readonly isPlaced?: true
}

const VERDICTS: readonly Row[] = [
  { verdict: 'ignored', outcome: 'warn', meaning: 'accepted, but without effect', isPlaced: true },
  { verdict: 'refused', outcome: 'unsupported', meaning: 'answered with a 4xx', isPlaced: true },
  { verdict: 'honoured', outcome: 'pass', meaning: 'its effect was seen' },
  { verdict: 'cannot tell', outcome: 'inconclusive', meaning: 'no effect was seen, or it depends on the model' },
]

/** One line for each verdict that occurs. */
export function parametersOf(page: Page, { parameters }: Report): string {
  if (!parameters.length) return ''
  const lines = VERDICTS.flatMap(({ verdict, outcome, meaning, isPlaced }) => {
    const own = parameters.filter((one) => one.verdict === verdict)
    if (!own.length) return []
    const names = own.map((one) => nameOf(one, Boolean(isPlaced || page.context.verbose)))
    const label = `  ${inOutcome(page, outcome, SIGN[outcome])} ${pad(verdict, 12)}`
    return [`${label}${page.paint.dim(meaning)}\n`, prose(page, 16, names.join(', '))]
  })
  return heading(page, `Request parameters: ${parameters.length} tried`) + lines.join('')
}

/** The parameter, with the first case that decided and the number of the others. */
function nameOf({ name, cases: [first, ...others] }: ParameterAudit, isPlaced: boolean): string {
  if (!isPlaced || first === undefined) return printable(name)
  const more = others.length ? ` and ${others.length} more` : ''
  return `${printable(name)} (${printable(first)}${more})`
}
