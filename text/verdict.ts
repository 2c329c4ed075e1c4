/** The verdict on a target in one sentence. */
import type { Gate, Kept, Outcome, Report, Totals } from '../src/model/index.ts'
import { countDefects, isKnown } from './defects.ts'
import { count } from './number.ts'

/**
 * The verdict in a sentence, and the outcome that it looks like:
 * `Does not conform: 2 defects (1 MUST, 1 SHOULD) · 128 of 130 MUST rules kept`.
 */
export function sentenceOf(report: Report): [Outcome, string] {
  const { summary, cases, defects, gate } = report
  const totals = summary.cases
  if (summary.interrupted)
    return ['error', `Interrupted after ${count(cases.length - totals.skip, 'case')}: ${countDefects(defects)} so far`]
  switch (summary.outcome) {
    case 'does-not-conform':
      return gate ? gatedOf(report, gate) : ['fail', `Does not conform: ${countDefects(defects)}${keptOf(report)}`]
    case 'not-tested':
      return [
        'error',
        totals.error
          ? `Not tested: ${totals.error} of ${count(cases.length, 'case')} could not be tested, and no case failed`
          : 'Not tested: no case came to a verdict',
      ]
    case 'conforms':
      return [
        totals.warn ? 'warn' : 'pass',
        `Conforms: ${defects.length ? countDefects(defects) : `no defect in ${count(totals.pass + totals.warn, 'case')}`}${keptOf(report)}${restOf(totals)}`,
      ]
  }
}

/** What a baseline accepts does not fail a run: the sentence says so, and counts what is new. */
function gatedOf(report: Report, gate: Gate): [Outcome, string] {
  const fresh = report.defects.filter((defect) => !isKnown(defect))
  const known = report.defects.filter(isKnown)
  if (gate.passed) return ['warn', `Nothing new: ${countDefects(known, 'known defect')}${keptOf(report)}`]
  if (!known.length) return ['fail', `Does not conform: ${countDefects(fresh)}${keptOf(report)}`]
  if (fresh.length)
    return ['fail', `Does not conform: ${countDefects(fresh, 'new defect')}, ${known.length} known${keptOf(report)}`]
  return [
    'fail',
    `Nothing new, but the run does not fit its baseline or limits: ${countDefects(known, 'known defect')}`,
  ]
}

/** ` · 128 of 130 MUST rules kept`; nothing where the report does not show which rules apply. */
function keptOf({ summary: { rules } }: Report): string {
  return rules ? ` · ${formatKept(rules.must, 'MUST')}` : ''
}

/** `128 of 130 MUST rules kept`. */
export function formatKept({ kept, of }: Kept, level: 'MUST' | 'SHOULD'): string {
  return `${kept.toLocaleString('en')} of ${count(of, `${level} rule`)} kept`
}

function restOf({ inconclusive, unsupported, error }: Totals): string {
  const parts = [
    ...(inconclusive ? [`${inconclusive} inconclusive`] : []),
    ...(unsupported ? [`${unsupported} unsupported`] : []),
    ...(error ? [`${error} not tested`] : []),
  ]
  return parts.length ? ` · ${parts.join(', ')}` : ''
}
