/** What the run adds up to: the verdict, its facts, and what else there is to know about it. */

import type { ComponentChildren } from 'preact'
import type { ReportData } from '../reporters/_html-data.ts'
import type { Report } from '../src/model/index.ts'
import { count, formatDuration } from '../text/number.ts'
import { OUTCOMES, SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { linkTo } from './outcome-table.tsx'
import { Name, Note } from './parts.tsx'
import { dateOf, readable } from './text.ts'

export function Verdict({ verdict: [outcome, sentence], report }: Pick<ReportData, 'verdict' | 'report'>) {
  const totals = report.summary.cases
  return (
    <header class="verdict">
      <p class="brand">chat-conformance</p>
      <h1 class={`is-${outcome}`}>
        <span class="sign" aria-hidden="true">
          {SIGN[outcome]}
        </span>{' '}
        {printable(sentence)}
      </h1>
      <ul class="totals" aria-label="Cases by outcome">
        {OUTCOMES.filter((one) => totals[one]).map((one) => (
          <li key={one}>
            <a class={`is-${one}`} href={linkTo({ outcomes: [one] })}>
              <span aria-hidden="true">{SIGN[one]}</span> <strong>{totals[one].toLocaleString('en')}</strong> {one}
            </a>
          </li>
        ))}
      </ul>
      <Facts report={report} />
    </header>
  )
}

function Facts({ report }: { readonly report: Report }) {
  const { target, tool, startedAt, durationMs, cases, summary } = report
  const facts: readonly (readonly [string, ComponentChildren])[] = [
    ...(target.name === undefined ? [] : [['Name', printable(target.name)] as const]),
    ['Target', <Name>{target.baseUrl}</Name>],
    ['Model', <Name>{target.model}</Name>],
    ['Profile', <Name>{target.profile}</Name>],
    ['Run', `${dateOf(startedAt)}, ${formatDuration(durationMs)}`],
    [
      'Cases',
      [
        cases.length.toLocaleString('en'),
        ...(summary.retries ? [count(summary.retries, 'retry', 'retries')] : []),
        ...(summary.tolerated ? [`${count(summary.tolerated, 'finding')} tolerated`] : []),
      ].join(', '),
    ],
    ['Version', printable(tool.version)],
  ]
  return (
    <dl class="verdict-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** What qualifies the verdict. */
export function Notes({ report }: { readonly report: Report }) {
  const { summary, scope, suggestion, stale, gate, target } = report
  return (
    <>
      {summary.interrupted && (
        <Note tone="error" title="Interrupted">
          The run was stopped before its end: unfinished cases are not in this report.
        </Note>
      )}
      <ScopeNote scope={scope} />
      {gate && <GateNote gate={gate} />}
      {suggestion && (
        <Note tone="unsupported" title={`This looks like ${readable(suggestion.title)}`}>
          Use its profile: <code>--profile {printable(suggestion.profile)}</code>. Signs of it:{' '}
          {suggestion.evidence.map(readable).join('; ')}.
        </Note>
      )}
      {stale.length > 0 && (
        <Note tone="inconclusive" title={`Tolerated, and not seen: ${count(stale.length, 'finding')}`}>
          The profile <Name>{target.profile}</Name> expects them; remove what the server has fixed.
          <ul>
            {stale.map(({ rule, at, reason }) => (
              <li key={`${rule} ${at}`}>
                <Name>{rule}</Name>
                {at !== undefined && (
                  <>
                    {' '}
                    at <Name>{at}</Name>
                  </>
                )}
                : {readable(reason)}
              </li>
            ))}
          </ul>
        </Note>
      )}
    </>
  )
}

function ScopeNote({ scope: { chosen, rules, repeat, shard } }: Pick<Report, 'scope'>) {
  const parts = [
    ...(chosen ? ['Not all cases were run.'] : []),
    ...(rules ? [`Only these rules were evaluated: ${rules.map(printable).join(', ')}.`] : []),
    ...(repeat === undefined ? [] : [`Each case was run ${repeat} times.`]),
    ...(shard ? [`This is part ${shard.index} of ${shard.of}.`] : []),
  ]
  if (!parts.length) return null
  return (
    <Note tone="skip" title="Part of the suite">
      {parts.join(' ')}
    </Note>
  )
}

function GateNote({ gate }: { readonly gate: NonNullable<Report['gate']> }) {
  const { baseline, passed, known, fresh, stale, expired, fewer, inconclusive } = gate
  const what = baseline === undefined ? 'gate' : 'baseline'
  return (
    <Note tone={passed ? 'pass' : 'fail'} title={`${passed ? '✓ Passes' : '✗ Does not pass'} the ${what}`}>
      <p>
        {baseline !== undefined && (
          <>
            <Name>{baseline}</Name> knows {count(known, 'defect')};{' '}
          </>
        )}
        {baseline === undefined ? count(fresh, 'defect') : fresh.toLocaleString('en')} {fresh === 1 ? 'is' : 'are'} new.
        {inconclusive && ` ${count(inconclusive.found, 'case')} inconclusive, and ${inconclusive.most} are accepted.`}
        {fewer && ` Only ${fewer.now} cases ran, of ${fewer.before} before.`}
      </p>
      <Entries title="No longer occur" of={stale} />
      <Entries title="Expired" of={expired} />
    </Note>
  )
}

interface EntriesProps {
  readonly title: string
  readonly of: readonly {
    readonly rule: string
    readonly case: string
    readonly reason: string
    readonly until?: string
  }[]
}

function Entries({ title, of }: EntriesProps) {
  if (!of.length) return null
  return (
    <>
      <p>{title}:</p>
      <ul>
        {of.map(({ rule, case: id, reason, until }) => (
          <li key={`${rule} ${id}`}>
            <Name>{rule}</Name> in <a href={linkTo({ case: id })}>{printable(id)}</a>
            {until !== undefined && ` until ${printable(until)}`}: {readable(reason)}
          </li>
        ))}
      </ul>
    </>
  )
}
