/** How the run compares with the baseline and the limits, and how often repeated cases pass. */

import type { Gate, Report, Verdict } from '../src/model/index.ts'
import { pad } from '../text/columns.ts'
import { groupsOf } from '../text/groups.ts'
import { count } from '../text/number.ts'
import { SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { grid, heading, inOutcome, type Page, prose } from './_page.ts'

/** What the gate has to say: what is new, gone, overdue or missing; nothing without a gate. */
export function gateOf(page: Page, { gate }: Report): string {
  if (!gate) return ''
  const { baseline, known, fresh, stale, expired, fewer, inconclusive } = gate
  const number = (n: number): string => n.toLocaleString('en')
  const news =
    baseline === undefined
      ? `${count(fresh, 'defect')} at a level that counts`
      : `${count(fresh, 'new defect')}, ${number(known)} known`
  return [
    heading(page, baseline === undefined ? 'Gate' : `Baseline ${printable(baseline)}`),
    line(page, fresh > 0, news),
    ...gone(page, stale),
    ...expired.map(({ rule, case: id, until = '' }) => line(page, true, `expired on ${until}: ${rule} in ${id}`)),
    ...(fewer
      ? [line(page, true, `${count(fewer.now, 'case')} came to a verdict, ${number(fewer.before)} before`)]
      : []),
    ...(inconclusive
      ? [
          line(
            page,
            true,
            `${count(inconclusive.found, 'inconclusive case')}, and ${number(inconclusive.most)} are accepted`,
          ),
        ]
      : []),
  ].join('')
}

function line(page: Page, isBad: boolean, text: string): string {
  const outcome = isBad ? 'fail' : 'pass'
  return prose(page, 4, printable(text), `  ${inOutcome(page, outcome, SIGN[outcome])} `)
}

/** Most cases that are named of a rule without `--verbose`. */
const NAMED = 4

/** Entries that no longer occur, rule by rule. */
function gone(page: Page, stale: Gate['stale']): string[] {
  const rules = groupsOf(stale, ({ rule }) => rule).map(([rule, entries]) => {
    const most = page.context.verbose ? entries.length : NAMED
    const more = entries.length - most
    const ids = entries.slice(0, most).map((entry) => entry.case)
    return line(page, true, `gone: ${rule} in ${ids.join(', ')}${more > 0 ? ` and ${count(more, 'other case')}` : ''}`)
  })
  const what = '    remove what is fixed from the baseline: --update-baseline does it'
  return rules.length ? [...rules, `${page.paint.dim(what)}\n`] : []
}

/** Most repeated cases that are listed without `--verbose`. */
const LISTED = 12

/** How often cases passed that were run several times and did not always do the same. */
export function repeatsOf(page: Page, { cases, scope }: Report): string {
  const repeated = cases.filter(({ repeats }) => repeats)
  if (!repeated.length) return ''
  const unsteady = repeated.filter(({ repeats }) => repeats && repeats.passed < repeats.of)
  const steady = `${count(repeated.length - unsteady.length, 'case')} of ${repeated.length.toLocaleString('en')} passed every time`
  const shown = page.context.verbose ? unsteady : unsteady.slice(0, LISTED)
  const more = unsteady.length - shown.length
  const titles = TITLES.map((text) => ({ text, paint: page.paint.dim }))
  return [
    heading(page, `Repeated: ${count(scope.repeat ?? 1, 'run')} of each case`, steady),
    ...(shown.length
      ? grid(page, [titles, ...shown.map((one) => rowOf(page, one))]).lines.map((row) => `${row}\n`)
      : []),
    more ? `  ${page.paint.dim(`and ${count(more, 'other case')}: --verbose shows them all`)}\n` : '',
  ].join('')
}

const TITLES = ['', 'passed', 'rate', '95 % interval', 'pass^2', 'pass^3']

function rowOf(page: Page, { id, outcome, repeats }: Verdict) {
  const { passed, of, interval, passPower } = repeats ?? { passed: 0, of: 0, interval: [0, 1], passPower: [] }
  const percent = (share: number | undefined): string => (share === undefined ? '·' : `${Math.round(share * 100)} %`)
  const name = `${SIGN[outcome]} ${printable(id)}`
  return [
    { text: name, paint: (text: string) => inOutcome(page, outcome, text.slice(0, 1)) + text.slice(1) },
    { text: `${passed} of ${of}` },
    { text: of ? percent(passed / of) : '·' },
    { text: `${pad(percent(interval[0]), 5, 'right')} to ${pad(percent(interval[1]), 5, 'right')}` },
    { text: percent(passPower[1]) },
    { text: percent(passPower[2]) },
  ]
}
