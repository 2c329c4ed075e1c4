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
  if (gate && summary.outcome !== 'not-tested') {
    const sentence = gatedOf(report, gate)
    if (sentence) return sentence
  }
  switch (summary.outcome) {
    case 'does-not-conform':
      return ['fail', `Does not conform: ${countDefects(defects)}${keptOf(report)}`]
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

/**
 * The sentence agrees with the gate: what a baseline accepts does not fail a run, and what the gate rejects does, also if no
 * case failed. Undefined where the gate changes nothing.
 */
function gatedOf(report: Report, gate: Gate): [Outcome, string] | undefined {
  const fresh = report.defects.filter((defect) => !isKnown(defect))
  const known = report.defects.filter(isKnown)
  const rejected = rejectionsOf(gate).map((reason) => ` · ${reason}`)
  if (gate.passed) {
    if (report.summary.outcome === 'conforms' || !known.length) return undefined
    // At a level that does not count.
    const more = fresh.length ? ` · ${countDefects(fresh, 'new defect')} not counted` : ''
    return ['warn', `Nothing new: ${countDefects(known, 'known defect')}${more}${keptOf(report)}`]
  }
  const others = known.length ? `, ${known.length.toLocaleString('en')} known` : ''
  const noun = known.length ? 'new defect' : 'defect'
  const what = gate.fresh
    ? `Does not conform: ${countDefects(fresh, noun)}${others}`
    : `Nothing new, but the gate does not hold${known.length ? `: ${countDefects(known, 'known defect')}` : ''}`
  return ['fail', `${what}${rejected.join('')}${keptOf(report)}`]
}

/** Why a gate does not hold, apart from new defects. */
function rejectionsOf({ stale, fewer, inconclusive }: Gate): readonly string[] {
  return [
    ...(stale.length
      ? [
          `${count(stale.length, 'entry', 'entries')} of the baseline no longer ${stale.length === 1 ? 'occurs' : 'occur'}`,
        ]
      : []),
    ...(fewer ? [`${count(fewer.now, 'case')} came to a verdict, ${fewer.before.toLocaleString('en')} before`] : []),
    ...(inconclusive
      ? [`${count(inconclusive.found, 'inconclusive case')}, ${inconclusive.most.toLocaleString('en')} accepted`]
      : []),
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
