/** Who is compared, and what is to be known before. */

import type { ComparisonData } from '../reporters/_html-comparison.ts'
import type { ComparedTarget } from '../src/model/index.ts'
import { count, formatDuration } from '../text/number.ts'
import { OUTCOME_OF, OUTCOMES, SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { Bar } from './glance.tsx'
import { Fold, Id, Name, Note, Scroll } from './parts.tsx'
import { dateOf, readable } from './text.ts'

export function Head({ data }: { readonly data: ComparisonData }) {
  const { targets, cases, differences, notes } = data
  const differing = cases.filter(({ differs }) => differs).length
  return (
    <header class="verdict">
      <p class="brand">chat-conformance</p>
      <h1>
        {count(targets.length, 'target')} compared: {differing.toLocaleString('en')} of {count(cases.length, 'case')}{' '}
        {differing === 1 ? 'differs' : 'differ'}
      </h1>
      {differences.length > 0 && (
        <Note tone="fail" title="✗ Not the same suite">
          Only what is the same in all reports is compared.
          <List of={differences} />
        </Note>
      )}
      {notes.length > 0 && (
        <Note tone="warn" title="▲ Please note">
          <List of={notes} />
        </Note>
      )}
      <Scroll label="Targets">
        <TargetTable targets={targets} />
      </Scroll>
      <Fold label="The reports that are compared">
        {() => (
          <Scroll label="Reports">
            <ReportTable targets={targets} />
          </Scroll>
        )}
      </Fold>
    </header>
  )
}

function List({ of: texts }: { readonly of: readonly string[] }) {
  return (
    <ul class="list">
      {texts.map((text) => (
        <li key={text}>{readable(text)}</li>
      ))}
    </ul>
  )
}

function TargetTable({ targets }: { readonly targets: readonly ComparedTarget[] }) {
  return (
    <table class="matrix targets">
      <thead>
        <tr>
          {['Target', 'Verdict', 'MUST rules kept', 'SHOULD rules kept', 'Cases'].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {targets.map((target) => (
          <tr key={target.name}>
            <th scope="row">
              <strong>
                <Id>{target.name}</Id>
              </strong>
              <Setting of={target} />
            </th>
            <td>
              <VerdictOf summary={target.summary} />
            </td>
            <KeptCell level="must" summary={target.summary} />
            <KeptCell level="should" summary={target.summary} />
            <td>
              <ul class="tally">
                {OUTCOMES.filter((outcome) => target.summary.cases[outcome]).map((outcome) => (
                  <li key={outcome} class={`is-${outcome}`}>
                    <span aria-hidden="true">{SIGN[outcome]}</span> {target.summary.cases[outcome].toLocaleString('en')}{' '}
                    {outcome}
                  </li>
                ))}
              </ul>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What was run, where and when. */
function Setting({ of: { target, startedAt, durationMs } }: { readonly of: ComparedTarget }) {
  return (
    <span class="row-title">
      <Id>{target.model}</Id> at <Id>{target.baseUrl}</Id>, profile <Id>{target.profile}</Id>, {dateOf(startedAt)},{' '}
      {formatDuration(durationMs)}
    </span>
  )
}

function VerdictOf({ summary }: Pick<ComparedTarget, 'summary'>) {
  const outcome = OUTCOME_OF[summary.outcome]
  return (
    <span class={`is-${outcome}`}>
      <span class="sign" aria-hidden="true">
        {SIGN[outcome]}
      </span>{' '}
      {summary.outcome.replaceAll('-', ' ')}
      {summary.interrupted && <span class="is-error"> (interrupted)</span>}
    </span>
  )
}

function KeptCell({ level, summary }: { readonly level: 'must' | 'should' } & Pick<ComparedTarget, 'summary'>) {
  const kept = summary.rules?.[level]
  if (!kept) return <td class="nothing">not in the report</td>
  const isAll = kept.kept === kept.of
  return (
    <td class="kept">
      {kept.kept.toLocaleString('en')} of {kept.of.toLocaleString('en')}
      <Bar share={kept.of ? kept.kept / kept.of : 1} tone={isAll ? 'pass' : level === 'must' ? 'fail' : 'warn'} />
    </td>
  )
}

function ReportTable({ targets }: { readonly targets: readonly ComparedTarget[] }) {
  return (
    <table class="matrix targets">
      <thead>
        <tr>
          {['Target', 'File', 'SHA-256', 'Version'].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {targets.map(({ name, file, sha256, tool }) => (
          <tr key={name}>
            <th scope="row">{printable(name)}</th>
            <td>
              <Name>{file}</Name>
            </td>
            <td>
              <Name>{sha256}</Name>
            </td>
            <td>{printable(tool.version)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
