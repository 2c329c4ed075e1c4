/** What a target did in a case, or in the cases that are the evidence of another row, over the tables. */

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { CaseRowData, CellData, ComparisonData } from '../reporters/_html-comparison.ts'
import type { ComparedTarget, Level, Verdict } from '../src/model/index.ts'
import { rankOf } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { Case, CaseBody } from './case.tsx'
import { audited, reach, standing, tallied } from './comparison-tables.tsx'
import type { Shown } from './matrix.tsx'
import { Id, LevelMark, Name, OutcomeMark } from './parts.tsx'
import { Explained } from './rule.tsx'
import { fragmentOfView, type Opened } from './view.ts'

interface EvidenceProps {
  readonly data: ComparisonData
  readonly opened: Opened
  /** Nothing closes it. */
  readonly open: (opened: Opened | undefined) => void
}

export function Evidence({ data, opened, open }: EvidenceProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  useLayoutEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    // Closed before it goes, so that the focus returns to where it was.
    return () => shown?.close()
  }, [])
  const { kind, name, target } = opened
  useEffect(() => dialog.current?.scrollTo(0, 0), [kind, name, target])
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the escape key closes a dialog
    <dialog
      ref={dialog}
      class="evidence"
      aria-labelledby="evidence"
      onClose={() => open(undefined)}
      onClick={(event) => {
        if (event.target === event.currentTarget) dialog.current?.close()
      }}
    >
      <div class="evidence-page">
        <div class="evidence-head">
          <h2 id="evidence">
            <Id>{name}</Id>
          </h2>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        {kind === 'case' ? (
          <CaseEvidence data={data} opened={opened} open={open} />
        ) : (
          <RowEvidence data={data} opened={opened} open={open} />
        )}
      </div>
    </dialog>
  )
}

function CaseEvidence({ data, opened, open }: EvidenceProps) {
  const row = data.cases.find(({ name }) => name === opened.name)
  const at = data.targets.findIndex(({ name }) => name === opened.target)
  const target = data.targets[at]
  const cell = row?.cells[at]
  return (
    <>
      <Targets data={data} opened={opened} open={open} gist={(i) => gistOf(row?.cells[i])} />
      {row && cell && target ? (
        <>
          <h3>
            {printable(target.name)} <OutcomeMark outcome={cell.outcome} />
          </h3>
          <LeftOut cell={cell} target={target} />
          <CaseBody
            key={opened.target}
            verdict={verdictOf(row, cell)}
            target={target.target}
            id="evidence-case"
            link={fragmentOfView({ differing: ['cases'], sorted: {}, open: opened })}
          />
        </>
      ) : (
        <p class="note">There is no data for this case and target.</p>
      )}
    </>
  )
}

function gistOf(cell: CellData | undefined) {
  return cell && <OutcomeMark outcome={cell.outcome} />
}

function verdictOf({ name, title, suite, needs, source }: CaseRowData, cell: CellData): Verdict {
  const { outcome, reason, repeats, evidence } = cell
  return {
    id: name,
    title,
    suite,
    needs,
    outcome,
    ...(reason === undefined ? {} : { reason }),
    ...(source ? { source } : {}),
    ...(repeats ? { repeats } : {}),
    ...(evidence ?? { attempts: 1, turns: [], findings: [] }),
  }
}

/** Where to find what the page does not bring along. */
function LeftOut({ cell: { evidence }, target }: { readonly cell: CellData; readonly target: ComparedTarget }) {
  if (evidence && !evidence.leftOut) return null
  return (
    <aside class="notice is-skip" aria-label="Left out">
      <strong>Left out of this page: </strong>
      {evidence ? evidence.leftOut?.join('; ') : 'the conversation, because it has no findings and the targets agree'}.
      Everything is in <Name>{target.file}</Name>.
    </aside>
  )
}

/** What is not a case: the cases that are the evidence. */
function RowEvidence({ data, opened, open }: EvidenceProps) {
  const at = data.targets.findIndex(({ name }) => name === opened.target)
  const target = data.targets[at]
  const { rule, gist } = useMemo(() => subjectOf(data, opened), [data, opened])
  const own = useMemo(() => casesOf(data, opened, at), [data, opened, at])
  // What is right here is seen where it is wrong elsewhere.
  const elsewhere = useMemo(
    () => (own.length ? [] : data.targets.flatMap((_, i) => casesOf(data, opened, i))),
    [data, opened, own],
  )
  const rows = own.length ? own : [...new Set(elsewhere)]
  return (
    <>
      {rule && (
        <div class="rule-asked">
          <LevelMark level={rule.level} />
          <Explained rule={rule.id} />
        </div>
      )}
      <Targets data={data} opened={opened} open={open} gist={gist} />
      {!own.length && <p class="note">{NOTHING[opened.kind]}</p>}
      {target && rows.length > 0 && <Found key={opened.target} rows={rows} at={at} target={target} />}
    </>
  )
}

const NOTHING: Readonly<Record<Opened['kind'], string>> = {
  case: '',
  rule: 'This target does not break the rule. The cases that show it elsewhere:',
  defect: 'This target does not have the defect. The cases that show it elsewhere:',
  capability: 'No case that was compared needs the capability.',
  parameter: 'No case that was compared decides about the parameter.',
}

interface Subject {
  readonly rule?: { readonly id: string; readonly level: Level }
  /** What a target did, in a few words. */
  readonly gist: (i: number) => preact.ComponentChildren
}

/** What a row is about, and what each target did. */
function subjectOf(data: ComparisonData, { kind, name }: Opened): Subject {
  const shown = (cell: Shown) => (
    <span class={cell.tone && `is-${cell.tone}`}>
      {cell.sign} {cell.text ?? cell.word}
    </span>
  )
  const find = <R extends { readonly name: string }>(rows: readonly R[]): R | undefined =>
    rows.find((row) => row.name === name)
  switch (kind) {
    case 'defect': {
      const row = find(data.defects)
      return {
        ...(row ? { rule: { id: row.rule, level: row.level } } : {}),
        gist: (i) => row && shown(reach(row.cells[i])),
      }
    }
    case 'rule': {
      const row = find(data.rules)
      return {
        ...(row ? { rule: { id: row.name, level: row.level } } : {}),
        gist: (i) => row?.cells[i] && shown(tallied(row.cells[i], row)),
      }
    }
    case 'capability': {
      const row = find(data.capabilities)
      return { gist: (i) => row?.cells[i] && shown(standing({ totals: row.cells[i], status: row.statuses[i] })) }
    }
    case 'parameter': {
      const row = find(data.parameters)
      return { gist: (i) => row && shown(audited(row.cells[i])) }
    }
    case 'case':
      return { gist: () => undefined }
  }
}

/** The cases that are the evidence, what matters most first. */
function casesOf(data: ComparisonData, { kind, name }: Opened, at: number): readonly CaseRowData[] {
  const shown = new Set(kind === 'defect' ? data.defects.find((row) => row.name === name)?.cells[at]?.cases : [])
  const isEvidence = (row: CaseRowData): boolean => {
    switch (kind) {
      case 'defect':
        return shown.has(row.name)
      case 'rule':
        return row.cells[at]?.evidence?.findings.some(({ rule }) => rule === name) ?? false
      case 'capability':
        return row.needs.includes(name)
      case 'parameter':
        return row.parameters.includes(name)
      case 'case':
        return row.name === name
    }
  }
  const rank = (row: CaseRowData): number => rankOf(row.cells[at]?.outcome ?? 'skip')
  return data.cases.filter(isEvidence).toSorted((a, b) => rank(a) - rank(b))
}

interface FoundProps {
  readonly rows: readonly CaseRowData[]
  readonly at: number
  readonly target: ComparedTarget
}

/** Cases as they were with a target, the first of them open. */
function Found({ rows, at, target }: FoundProps) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(rows.slice(0, 1).map(({ name }) => name)))
  const verdicts = useMemo(() => rows.map((row) => verdictOf(row, row.cells[at] as CellData)), [rows, at])
  const toggle = (id: string): void =>
    setOpen((before) => new Set(before.has(id) ? [...before].filter((one) => one !== id) : [...before, id]))
  return (
    <div class="case-list">
      {verdicts.map((verdict, i) => (
        <div key={verdict.id}>
          <Case
            verdict={verdict}
            target={target.target}
            id={`evidence-${i}`}
            open={open.has(verdict.id)}
            toggle={() => toggle(verdict.id)}
            link={fragmentOfView({
              differing: ['cases'],
              sorted: {},
              open: { kind: 'case', name: verdict.id, target: target.name },
            })}
          />
          {open.has(verdict.id) && <LeftOut cell={rows[i]?.cells[at] as CellData} target={target} />}
        </div>
      ))}
    </div>
  )
}

interface TargetsProps extends EvidenceProps {
  /** What a target did, in a few words. */
  readonly gist: (i: number) => preact.ComponentChildren
}

/** The way to what the other targets did. */
function Targets({ data, opened, open, gist }: TargetsProps) {
  return (
    <ul class="evidence-targets" aria-label="Targets">
      {data.targets.map(({ name }, i) => (
        <li key={name}>
          <button
            type="button"
            aria-current={name === opened.target ? 'true' : undefined}
            onClick={() => open({ ...opened, target: name })}
          >
            <strong>{printable(name)}</strong> {gist(i)}
          </button>
        </li>
      ))}
    </ul>
  )
}
