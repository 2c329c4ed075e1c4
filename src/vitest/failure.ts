/** The message of a failed test: what does not hold and where, what was there, how to fix it, and how to reproduce it. */

import { groupByKind } from '../../text/findings.ts'
import { formatCurl, formatFinding, formatPlace } from '../../text/format-finding.ts'
import { groupsOf } from '../../text/groups.ts'
import { count } from '../../text/number.ts'
import { printable } from '../../text/printable.ts'
import type { Gate, Noted, Rule, Verdict } from '../model/index.ts'

/** The error of a case in which these findings are too many. */
export function failure(verdict: Verdict, findings: readonly Noted[], rules: ReadonlyMap<string, Rule>): Error {
  const broken = groupsOf(findings, ({ rule }) => rule)
  const head = `${count(broken.length, 'rule does not hold', 'rules do not hold')}: ${broken.map(([id]) => printable(id)).join(', ')}`
  const parts = broken.map(([id, those]) => formatRule(verdict, those, rules.get(id)))
  return assertion([head, ...parts].join('\n\n'))
}

/** The error of a case that says nothing of the target. */
export function untested(verdict: Verdict): Error {
  return assertion(`could not be tested: ${printable(verdict.reason ?? 'nobody knows why')}`)
}

/** The error of a run that does not keep to its baseline or limits; undefined if it does. What is new fails its own test. */
export function gateFailure({ stale, expired, fewer, inconclusive }: Gate): Error | undefined {
  const lines = [
    ...stale.map(({ rule, case: id }) => `gone: ${rule} in ${id}; remove it from the baseline`),
    ...expired.map(({ rule, case: id, until = '' }) => `expired on ${until}: ${rule} in ${id}`),
    ...(fewer ? [`${count(fewer.now, 'case')} came to a verdict, ${fewer.before} before`] : []),
    ...(inconclusive
      ? [`${count(inconclusive.found, 'inconclusive case')}, and ${inconclusive.most} are accepted`]
      : []),
  ]
  return lines.length ? assertion(lines.map(printable).join('\n')) : undefined
}

/** A finding on one line, with how many there are like it. */
export function formatFindings(verdict: Verdict, findings: readonly Noted[]): string {
  return groupByKind(findings)
    .map(([first, ...like]) => {
      const more = like.length ? `\n  and ${count(like.length, 'place')} like it` : ''
      return first ? formatFinding(verdict, first) + more : ''
    })
    .join('\n')
}

function formatRule(verdict: Verdict, findings: readonly Noted[], rule: Rule | undefined): string {
  const turn = verdict.turns[findings[0]?.turn ?? 0]
  return [
    formatFindings(verdict, findings),
    ...(rule ? [`  rule  ${printable(rule.says)}`, `  fix   ${printable(rule.mend)}`] : []),
    ...(turn ? [`  curl  ${formatCurl(turn)}`] : []),
    ...(findings[0] ? [`  case  ${formatPlace(verdict, findings[0])}`] : []),
  ].join('\n')
}

function assertion(message: string): Error {
  const error = new Error(message)
  error.name = 'AssertionError'
  // Where in here it was thrown helps nobody: the message says where the case is written.
  error.stack = `${error.name}: ${message}`
  return error
}
