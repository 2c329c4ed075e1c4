/** What a target did in a case, or where it breaks a rule, over the tables. */

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { CaseRowData, CellData, ComparisonData } from '../reporters/_html-comparison.ts'
import type { ComparedTarget, Verdict } from '../src/model/index.ts'
import { count } from '../text/number.ts'
import { SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { Case, CaseBody } from './case.tsx'
import { LevelMark, Name, OutcomeMark } from './parts.tsx'
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
          <h2 id="evidence">{printable(name)}</h2>
          <button type="button" onClick={() => dialog.current?.close()}>
            Close
          </button>
        </div>
        {kind === 'case' ? (
          <CaseEvidence data={data} opened={opened} open={open} />
        ) : (
          <RuleEvidence data={data} opened={opened} open={open} />
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

function RuleEvidence({ data, opened, open }: EvidenceProps) {
  const row = data.rules.find(({ name }) => name === opened.name)
  const at = data.targets.findIndex(({ name }) => name === opened.target)
  const target = data.targets[at]
  const found = useMemo(
    () => data.cases.filter(({ cells }) => cells[at]?.evidence?.findings.some(({ rule }) => rule === opened.name)),
    [data, at, opened.name],
  )
  const tallies = (i: number) => {
    const { cases = 0, tolerated = 0 } = row?.cells[i] ?? {}
    if (!cases && !tolerated) return <span class="is-pass">{SIGN.pass} holds</span>
    const tone = row?.level === 'MUST' ? 'fail' : 'warn'
    return (
      <>
        {cases > 0 && (
          <span class={`is-${tone}`}>
            {SIGN[tone]} {count(cases, 'case')}
          </span>
        )}{' '}
        {tolerated > 0 && <span class="dim">({tolerated} tolerated)</span>}
      </>
    )
  }
  return (
    <>
      {row && (
        <div class="rule-asked">
          <LevelMark level={row.level} />
          <Explained rule={row.name} />
        </div>
      )}
      <Targets data={data} opened={opened} open={open} gist={tallies} />
      {target && found.length > 0 ? (
        <Found key={opened.target} rows={found} at={at} target={target} />
      ) : (
        <p class="note">This target does not break the rule.</p>
      )}
    </>
  )
}

interface FoundProps {
  readonly rows: readonly CaseRowData[]
  readonly at: number
  readonly target: ComparedTarget
}

/** The cases in which a rule does not hold, the first of them open. */
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
