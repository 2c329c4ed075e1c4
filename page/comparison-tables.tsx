/** The targets next to one another: capabilities, rules, cases and request parameters. */

import type { CaseRowData, CellData } from '../reporters/_html-comparison.ts'
import type { Outcome, ParameterVerdict, Row, RuleRow, RuleTally, Totals } from '../src/model/index.ts'
import { count } from '../text/number.ts'
import { OUTCOMES, SIGN, summarizeTotals } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { Matrix, type Shared, type Shown } from './matrix.tsx'
import { LevelMark } from './parts.tsx'
import { AUDIT } from './tables.tsx'
import { readable } from './text.ts'

interface Rows<R> extends Shared {
  readonly rows: readonly R[]
}

export function CapabilityMatrix({ rows, ...shared }: Rows<Row<Totals>>) {
  return (
    <Matrix
      {...shared}
      table="capabilities"
      title="Capabilities"
      note="How many cases passed, of all that need the capability; the sign is that of the worst of them."
      noun="Capability"
      failing="Fail"
      rows={rows}
      head={nameOf}
      show={standing}
    />
  )
}

function nameOf({ name }: { readonly name: string }) {
  return <code>{printable(name)}</code>
}

/** What weighs more when a column is sorted. */
const WEIGHT: readonly Outcome[] = ['skip', 'pass', 'unsupported', 'inconclusive', 'warn', 'error', 'fail']

function standing(totals: Totals): Shown {
  const found = summarizeTotals(totals)
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
      open={({ name }, target) => shared.change({ ...shared.view, open: { kind: 'rule', name, target } })}
    />
  )
}

function ruleName({ name, level }: RuleRow) {
  return (
    <>
      <LevelMark level={level} /> <code>{printable(name)}</code>
    </>
  )
}

function levelOf({ level }: RuleRow): readonly string[] {
  return [level]
}

function tallied({ cases, tolerated }: RuleTally, { level }: RuleRow): Shown {
  const excused = tolerated ? `tolerated in ${count(tolerated, 'case')}` : ''
  if (!cases && !tolerated) return { tone: 'pass', sign: SIGN.pass, word: 'holds', weight: 0 }
  if (!cases) return { sign: '', text: `(${tolerated})`, word: excused, weight: 1 - 1 / (1 + tolerated), opens: true }
  const tone = level === 'MUST' ? 'fail' : 'warn'
  return {
    tone,
    sign: SIGN[tone],
    text: `${cases}${tolerated ? ` (${tolerated})` : ''}`,
    word: [`broken in ${count(cases, 'case')}`, excused].filter(Boolean).join(', '),
    weight: cases,
    failing: true,
    opens: true,
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
      open={({ name }, target) => shared.change({ ...shared.view, open: { kind: 'case', name, target } })}
    />
  )
}

function caseName({ name, title }: CaseRowData) {
  return (
    <>
      <code>{printable(name)}</code>
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
    opens: true,
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
    />
  )
}

function audited(verdict: ParameterVerdict | undefined): Shown {
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
