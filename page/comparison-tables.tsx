/** The targets next to one another: capabilities, rules, cases and request parameters. */

import { useMemo } from 'preact/hooks'
import type { CaseRowData, CellData } from '../reporters/_html-comparison.ts'
import type {
  CapabilityRow,
  DefectRow,
  Outcome,
  ParameterVerdict,
  Row,
  RuleRow,
  RuleTally,
  TargetDefect,
} from '../src/model/index.ts'
import { formatExtent } from '../text/defects.ts'
import { count } from '../text/number.ts'
import { OUTCOMES, SIGN, summarizeTotals } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { STATUS } from './glance.tsx'
import { Matrix, type Shared, type Shown } from './matrix.tsx'
import { Id, LevelMark } from './parts.tsx'
import { AUDIT } from './tables.tsx'
import { readable } from './text.ts'
import type { Opened } from './view.ts'

interface Rows<R> extends Shared {
  readonly rows: readonly R[]
}

/** Opens the evidence of a row. */
function opening({ view, change }: Shared, kind: Opened['kind']) {
  return ({ name }: { readonly name: string }, target: string): void =>
    change({ ...view, open: { kind, name, target } })
}

export function DefectMatrix({ rows, ...shared }: Rows<DefectRow>) {
  return (
    <Matrix
      {...shared}
      table="defects"
      title="Defects"
      note="How many of the replies that the rule applies to show the defect, over all cases of a report."
      noun="Defect"
      failing="Targets"
      rows={rows}
      head={ruleName}
      textsOf={levelOf}
      show={reach}
      open={opening(shared, 'defect')}
    />
  )
}

export function reach(defect: TargetDefect | undefined): Shown {
  if (!defect) return { tone: 'pass', sign: SIGN.pass, word: 'does not have it', weight: 0 }
  const { extent, level, known } = defect
  const tone = known !== undefined ? 'skip' : level === 'MUST' ? 'fail' : 'warn'
  return {
    tone,
    sign: SIGN[tone === 'skip' ? 'warn' : tone],
    text: formatExtent(extent),
    word: `${formatExtent(extent)}${known === undefined ? '' : `, known: ${printable(known)}`}`,
    weight: extent.of ? extent.broken / extent.of : 1,
    failing: true,
  }
}

export function CapabilityMatrix({ rows: given, ...shared }: Rows<CapabilityRow>) {
  // Reports of older versions do not judge capabilities: there the cases that need them are counted.
  const rows = useMemo(
    () =>
      given.map(({ cells, statuses, ...row }) => ({
        ...row,
        cells: cells.map((totals, i): CapabilityCell => ({ totals, status: statuses[i] })),
      })),
    [given],
  )
  return (
    <Matrix
      {...shared}
      table="capabilities"
      title="Capabilities"
      note="What the replies show of the capability, or how many of the cases that need it passed."
      noun="Capability"
      failing="Fail"
      rows={rows}
      head={nameOf}
      show={standing}
      open={opening(shared, 'capability')}
    />
  )
}

type CapabilityCell = {
  readonly totals: CapabilityRow['cells'][number]
  readonly status: CapabilityRow['statuses'][number]
}

function nameOf({ name }: { readonly name: string }) {
  return (
    <code>
      <Id>{name}</Id>
    </code>
  )
}

/** What weighs more when a column is sorted. */
const WEIGHT: readonly Outcome[] = ['skip', 'pass', 'unsupported', 'inconclusive', 'warn', 'error', 'fail']

export function standing({ totals, status }: CapabilityCell): Shown {
  const found = summarizeTotals(totals)
  if (status) {
    const tone = STATUS[status]
    const passed = found ? `: ${found.passed} of ${found.all} cases passed` : ''
    const weight = WEIGHT.indexOf(tone)
    return { tone, sign: SIGN[tone], text: status, word: status + passed, weight, failing: tone === 'fail' }
  }
  if (!found) return { sign: '·', word: 'no cases', weight: -1 }
  const { worst, passed, all } = found
  const counts = OUTCOMES.flatMap((outcome) => (totals[outcome] ? [`${totals[outcome]} ${outcome}`] : []))
  return {
    tone: worst,
    sign: SIGN[worst],
    text: `${passed}/${all}`,
    word: `${passed} of ${all} passed: ${counts.join(', ')}`,
    // By the worst outcome, then by the share that passed.
    weight: WEIGHT.indexOf(worst) + 1 - passed / all,
    failing: totals.fail > 0,
  }
}

export function RuleMatrix({ rows, ...shared }: Rows<RuleRow>) {
  return (
    <Matrix
      {...shared}
      table="rules"
      title="Rules that do not hold"
      note="In how many cases a target breaks a rule; in brackets those that its profile tolerates."
      noun="Rule"
      failing="Broken by"
      rows={rows}
      head={ruleName}
      textsOf={levelOf}
      show={tallied}
      open={opening(shared, 'rule')}
    />
  )
}

function ruleName({ name, level }: RuleRow | DefectRow) {
  return (
    <>
      <LevelMark level={level} />{' '}
      <code>
        <Id>{name}</Id>
      </code>
    </>
  )
}

function levelOf({ level }: RuleRow | DefectRow): readonly string[] {
  return [level]
}

export function tallied({ cases, tolerated }: RuleTally, { level }: RuleRow): Shown {
  const excused = tolerated ? `tolerated in ${count(tolerated, 'case')}` : ''
  if (!cases && !tolerated) return { tone: 'pass', sign: SIGN.pass, word: 'holds', weight: 0 }
  if (!cases) return { sign: '', text: `(${tolerated})`, word: excused, weight: 1 - 1 / (1 + tolerated) }
  const tone = level === 'MUST' ? 'fail' : 'warn'
  return {
    tone,
    sign: SIGN[tone],
    text: `${cases}${tolerated ? ` (${tolerated})` : ''}`,
    word: [`broken in ${count(cases, 'case')}`, excused].filter(Boolean).join(', '),
    weight: cases,
    failing: true,
  }
}

export function CaseMatrix({ rows, ...shared }: Rows<CaseRowData>) {
  return (
    <Matrix
      {...shared}
      table="cases"
      title="Cases"
      note={
        <span class="legend">
          {OUTCOMES.map((outcome) => (
            <span key={outcome}>
              <span class={`is-${outcome}`}>{SIGN[outcome]}</span> {outcome}
            </span>
          ))}
        </span>
      }
      noun="Case"
      failing="Fail"
      rows={rows}
      head={caseName}
      textsOf={searchedTexts}
      show={verdictOn}
      open={opening(shared, 'case')}
    />
  )
}

function caseName({ name, title }: CaseRowData) {
  return (
    <>
      <code>
        <Id>{name}</Id>
      </code>
      <span class="row-title">{readable(title)}</span>
    </>
  )
}

function searchedTexts({ title, cells }: CaseRowData): readonly string[] {
  return [
    title,
    ...cells.flatMap(({ outcome, reason = '', evidence }) => [
      outcome,
      reason,
      ...(evidence?.findings ?? []).map(({ rule }) => rule),
    ]),
  ]
}

function verdictOn({ outcome, repeats }: CellData): Shown {
  const rate = repeats && `${repeats.passed}/${repeats.of}`
  return {
    tone: outcome,
    sign: SIGN[outcome],
    text: rate ?? outcome,
    word: `${outcome}${repeats ? `, ${repeats.passed} of ${repeats.of} passed` : ''}`,
    weight: WEIGHT.indexOf(outcome),
    failing: outcome === 'fail',
  }
}

export function ParameterMatrix({ rows, ...shared }: Rows<Row<ParameterVerdict | undefined>>) {
  return (
    <Matrix
      {...shared}
      table="parameters"
      title="Request parameters"
      note={
        <span class="legend">
          {AUDIT.map(([verdict, outcome, meaning]) => (
            <span key={verdict}>
              <span class={`is-${outcome}`}>{SIGN[outcome]}</span> {verdict}: {meaning}
            </span>
          ))}
          <span>· not tested</span>
        </span>
      }
      noun="Parameter"
      failing="Ignored by"
      rows={rows}
      head={nameOf}
      show={audited}
      open={opening(shared, 'parameter')}
    />
  )
}

export function audited(verdict: ParameterVerdict | undefined): Shown {
  const [, outcome] = AUDIT.find(([one]) => one === verdict) ?? []
  if (!verdict || !outcome) return { sign: '·', text: 'not tested', word: 'not tested', weight: -1 }
  return {
    tone: outcome,
    sign: SIGN[outcome],
    text: verdict,
    word: verdict,
    weight: WEIGHT.indexOf(outcome),
    failing: verdict === 'ignored',
  }
}
