/** Who else is wrong, in captured traffic: clients whose requests were refused, and clients that lawful replies break. */
import type { Report, ReporterContext } from '../src/model/index.ts'
import { shorten } from '../text/columns.ts'
import { toShortLine } from '../text/format-finding.ts'
import { count } from '../text/number.ts'
import { printable } from '../text/printable.ts'
import { listClientMistakes, listClientTraps, type Told } from '../text/traffic.ts'
import { code, prose } from './_markdown.ts'
import { heading, type Page } from './_page.ts'

/** Lines of a block. */
const MOST = 10
/** Exchanges that are named in a line. */
const NAMED = 2

const WRONG = 'Server right, client wrong'
const TRAPS = 'Lawful, but clients trip over it'

/** The blocks of the console, a line for each mistake and rule. */
export function trafficOf(page: Page, report: Report): string {
  const { paint, columns, context } = page
  const lineOf = (text: string, { exchanges }: Told): string => {
    const who = ` ${formatExchanges(exchanges.map(({ id }) => printable(id)))}`
    return `  ${shorten(printable(text), Math.max(30, columns - who.length - 2))}${paint.dim(who)}\n`
  }
  const block = (title: string, note: string, all: readonly Told[], textOf: (told: Told) => string): string => {
    if (!all.length) return ''
    const more = all.length - MOST
    const lines = all.slice(0, MOST).map((told) => lineOf(textOf(told), told))
    return heading(page, title, note) + lines.join('') + (more > 0 ? paint.dim(`  and ${count(more, 'other')}\n`) : '')
  }
  return (
    block(WRONG, 'the refused requests break the contract', listClientMistakes(report), ({ text }) => text) +
    block(
      TRAPS,
      'explain RULE says which clients',
      listClientTraps(report, context.rules),
      ({ rule, text }) => `${rule}  ${text}`,
    )
  )
}

/** The same in Markdown. */
export function trafficInMarkdown({ rules }: ReporterContext, report: Report): readonly string[] {
  const block = (title: string, all: readonly Told[], textOf: (told: Told) => string): string => {
    if (!all.length) return ''
    const lines = all
      .slice(0, MOST)
      .map((told) => `- ${textOf(told)} ${prose(formatExchanges(told.exchanges.map(({ id }) => toShortLine(id))))}\n`)
    const more = all.length - MOST
    return `**${title}:**\n\n${lines.join('')}${more > 0 ? `- and ${count(more, 'other')}\n` : ''}`
  }
  return [
    block(WRONG, listClientMistakes(report), ({ text }) => code(toShortLine(text))),
    block(TRAPS, listClientTraps(report, rules), ({ rule, text }) => `${code(rule)}: ${code(toShortLine(text))}`),
  ]
}

function formatExchanges(ids: readonly string[]): string {
  const more = ids.length - NAMED
  return `(${ids.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more.toLocaleString('en')} more` : ''})`
}
