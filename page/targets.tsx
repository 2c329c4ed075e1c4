/** Who is compared, and what is to be known before. */

import type { ComparisonData } from '../reporters/_html-comparison.ts'
import type { ComparedTarget } from '../src/model/index.ts'
import { count, formatDuration } from '../text/number.ts'
import { OUTCOME_OF, OUTCOMES, SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { Fold, Name, Note, Scroll } from './parts.tsx'
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
  const shown = OUTCOMES.filter((outcome) => targets.some(({ summary }) => summary.cases[outcome]))
  return (
    <table class="matrix targets">
      <thead>
        <tr>
          <th scope="col">Target</th>
          <th scope="col">Verdict</th>
          {shown.map((outcome) => (
            <th key={outcome} scope="col" class="right">
              <span class={`is-${outcome}`} aria-hidden="true">
                {SIGN[outcome]}
              </span>{' '}
              {outcome}
            </th>
          ))}
          <th scope="col">Model</th>
          <th scope="col">Profile</th>
          <th scope="col">Address</th>
          <th scope="col">Run</th>
        </tr>
      </thead>
      <tbody>
        {targets.map(({ name, summary, target, startedAt, durationMs }) => (
          <tr key={name}>
            <th scope="row">
              <strong>{printable(name)}</strong>
            </th>
            <td class={`is-${OUTCOME_OF[summary.outcome]} verdict-cell`}>
              <span class="sign" aria-hidden="true">
                {SIGN[OUTCOME_OF[summary.outcome]]}
              </span>{' '}
              {summary.outcome.replaceAll('-', ' ')}
              {summary.interrupted && <span class="is-error"> (interrupted)</span>}
            </td>
            {shown.map((outcome) => (
              <td key={outcome} class="right">
                {summary.cases[outcome] ? summary.cases[outcome].toLocaleString('en') : <span class="nothing">·</span>}
              </td>
            ))}
            <td>
              <Name>{target.model}</Name>
            </td>
            <td>
              <Name>{target.profile}</Name>
            </td>
            <td>
              <Name>{target.baseUrl}</Name>
            </td>
            <td class="when">
              {dateOf(startedAt)}, {formatDuration(durationMs)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
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
