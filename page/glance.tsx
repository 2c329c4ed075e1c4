/** The report at a glance: how many rules are kept, and what the target can do. */

import type { CapabilityStatus, Kept, Outcome, Report } from '../src/model/index.ts'
import { groupsBy } from '../text/groups.ts'
import { count } from '../text/number.ts'
import { SIGN, worstOf } from '../text/outcomes.ts'
import { linkTo } from './outcome-table.tsx'
import { Id } from './parts.tsx'

export function Glance({ report }: { readonly report: Report }) {
  const { rules } = report.summary
  return (
    <div class="glance">
      {rules && (
        <ul class="bars" aria-label="Rules kept">
          <KeptBar level="MUST" kept={rules.must} />
          <KeptBar level="SHOULD" kept={rules.should} />
        </ul>
      )}
      <Capabilities report={report} />
    </div>
  )
}

function KeptBar({ level, kept: { kept, of } }: { readonly level: 'MUST' | 'SHOULD'; readonly kept: Kept }) {
  return (
    <li class="bar-row">
      <span class="bar-name">
        <strong>{kept.toLocaleString('en')}</strong> of {count(of, `${level} rule`)} kept
      </span>
      <Bar share={of ? kept / of : 1} tone={kept === of ? 'pass' : level === 'MUST' ? 'fail' : 'warn'} />
    </li>
  )
}

/** What is missing of a bar has the colour. */
export function Bar({ share, tone }: { readonly share: number; readonly tone: Outcome }) {
  return (
    <span class={`bar is-${tone}`} aria-hidden="true">
      <span style={{ width: `${Math.floor(share * 1000) / 10}%` }} />
    </span>
  )
}

/** Which sign and colour the status of a capability shares with the outcomes. */
export const STATUS: Readonly<Record<CapabilityStatus, Outcome>> = {
  works: 'pass',
  'works, with defects': 'warn',
  refused: 'unsupported',
  'accepted and ignored': 'fail',
  broken: 'fail',
  'not shown': 'inconclusive',
}

interface Standing {
  readonly name: string
  readonly outcome: Outcome
  readonly word: string
  readonly link: string
}

function Capabilities({ report }: { readonly report: Report }) {
  const standings = report.capabilities.length ? judged(report) : counted(report)
  if (!standings.length) return null
  return (
    <section aria-labelledby="capabilities">
      <h2 id="capabilities">Capabilities</h2>
      <ul class="capabilities">
        {standings.map(({ name, outcome, word, link }) => (
          <li key={name} class={outcome === 'pass' ? 'is-plain' : undefined}>
            <span class={`sign is-${outcome}`} aria-hidden="true">
              {SIGN[outcome]}
            </span>
            <a href={link}>
              <Id>{name}</Id>
            </a>{' '}
            <span class={`word is-${outcome}`}>{word}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function judged({ capabilities, cases }: Report): readonly Standing[] {
  const needed = new Set(cases.flatMap(({ needs }) => needs))
  return capabilities.map(({ name, status, cases: [first] }) => ({
    name,
    outcome: STATUS[status],
    word: status,
    // A capability that no case needs has no list of its own.
    link: needed.has(name) || first === undefined ? linkTo({ capability: name }) : linkTo({ case: first }),
  }))
}

/** Reports of older versions do not judge capabilities: the outcomes of the cases that need them are there. */
function counted({ cases }: Report): readonly Standing[] {
  const groups = groupsBy(cases, ({ needs }) => needs).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return groups.map(([name, own]) => {
    const passed = own.filter(({ outcome }) => outcome === 'pass' || outcome === 'warn').length
    return {
      name,
      outcome: worstOf(own.map(({ outcome }) => outcome)),
      word: `${passed} of ${own.length} passed`,
      link: linkTo({ capability: name }),
    }
  })
}
