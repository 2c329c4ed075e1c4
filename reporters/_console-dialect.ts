/** What the replies have beyond the contract, and what the profile expects in vain. */

import type { ExtensionSeen, Report } from '../src/model/index.ts'
import { pad } from '../text/columns.ts'
import { count } from '../text/number.ts'
import { SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { heading, inOutcome, type Page, prose } from './_page.ts'

/** With `--verbose` the fields that the contract does not have: those that the profile documents, and the others. */
export function extensionsOf(page: Page, { extensions }: Report): string {
  if (!extensions.length || !page.context.verbose) return ''
  const kinds = [
    ['documented', 'by the profile', extensions.filter(({ documented }) => documented)],
    [
      'undocumented',
      'allowed, but not in the profile: clients should not rely on it',
      extensions.filter(({ documented }) => !documented),
    ],
  ] as const
  const lines = kinds.flatMap(([name, meaning, own]) => {
    if (!own.length) return []
    const label = `  ${inOutcome(page, 'skip', SIGN.skip)} ${pad(name, 13)}`
    return [`${label}${page.paint.dim(meaning)}\n`, prose(page, 16, namesOf(own))]
  })
  return heading(page, `Beyond the contract: ${count(extensions.length, 'field')}`) + lines.join('')
}

function namesOf(extensions: readonly ExtensionSeen[]): string {
  return extensions.map(({ in: part, at }) => printable(`${part} ${at}`)).join(', ')
}

/** Tolerances for what the target no longer does: the profile is out of date, or this is another state of the server. */
export function staleOf(page: Page, { stale, target }: Report): string {
  if (!stale.length) return ''
  const note = `the profile ${printable(target.profile)} expects them; remove what the server has fixed`
  const lines = stale.map(({ rule, at, reason }) =>
    prose(
      page,
      4,
      printable(`${rule}${at === undefined ? '' : ` at ${at}`}: ${reason}`),
      `  ${inOutcome(page, 'inconclusive', SIGN.inconclusive)} `,
    ),
  )
  return heading(page, `Tolerated, and not seen: ${count(stale.length, 'finding')}`, note) + lines.join('')
}

/** The profile that fits a target better than the one that nobody chose. */
export function suggestionOf(page: Page, { suggestion }: Report): string {
  if (!suggestion) return ''
  const { profile, title, evidence } = suggestion
  return (
    heading(page, `This looks like ${printable(title)}`, `use its profile: --profile ${printable(profile)}`) +
    evidence.map((fact) => prose(page, 4, printable(fact), '  · ')).join('')
  )
}
