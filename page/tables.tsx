/** What shows over all cases: the rules that do not hold, the parameters, the members beyond the contract. */

import type { Outcome, ParameterVerdict, Report } from '../src/model/index.ts'
import { groupByRule } from '../text/findings.ts'
import { count } from '../text/number.ts'
import { SIGN } from '../text/outcomes.ts'
import { printable } from '../text/printable.ts'
import { isQuiet } from './mark.tsx'
import { linkTo } from './outcome-table.tsx'
import { Fold, LevelMark, Scroll } from './parts.tsx'
import { Explained } from './rule.tsx'

export function BrokenRules({ report }: { readonly report: Report }) {
  const loud = groupByRule(report, (finding) => !isQuiet(finding))
  const quiet = groupByRule(report, isQuiet)
  if (!loud.length && !quiet.length) return null
  return (
    <section aria-labelledby="rules">
      <h2 id="rules">Rules that do not hold</h2>
      {loud.length > 0 ? <RuleTable of={loud} quiet={false} /> : <p class="note">None that counts.</p>}
      {quiet.length > 0 && (
        <Fold label={`${count(quiet.length, 'rule')} with findings that do not count: informative, tolerated or known`}>
          {() => <RuleTable of={quiet} quiet />}
        </Fold>
      )}
    </section>
  )
}

interface RuleTableProps {
  readonly of: ReturnType<typeof groupByRule>
  readonly quiet: boolean
}

function RuleTable({ of, quiet }: RuleTableProps) {
  return (
    <ul class="rules">
      {of.map(({ rule, level, places, cases }) => (
        <li key={`${level} ${rule}`}>
          <LevelMark level={level} quiet={quiet} />
          <a class="mono" href={linkTo({ rule })}>
            {printable(rule)}
          </a>
          <span class="dim">
            {count(places.length, 'place')} in {count(cases, 'case')}
          </span>
          <Explained rule={rule} />
        </li>
      ))}
    </ul>
  )
}

/** Which sign and colour a verdict on a parameter shares with the outcomes, and what it means. */
export const AUDIT: readonly (readonly [ParameterVerdict, Outcome, string])[] = [
  ['ignored', 'warn', 'accepted, but without effect'],
  ['refused', 'unsupported', 'answered with a 4xx'],
  ['honoured', 'pass', 'its effect was seen'],
  ['cannot tell', 'inconclusive', 'no effect was seen, or it depends on the model'],
]

export function Parameters({ report: { parameters } }: { readonly report: Report }) {
  if (!parameters.length) return null
  return (
    <section aria-labelledby="parameters">
      <h2 id="parameters">Request parameters</h2>
      <dl class="audit">
        {AUDIT.map(([verdict, outcome, meaning]) => {
          const own = parameters.filter((one) => one.verdict === verdict)
          if (!own.length) return null
          return (
            <div key={verdict}>
              <dt class={`is-${outcome}`}>
                <span aria-hidden="true">{SIGN[outcome]}</span> {verdict} <span class="dim">{meaning}</span>
              </dt>
              <dd>
                {own.map(({ name, cases }) => (
                  <ParameterName key={name} name={name} cases={cases} />
                ))}
              </dd>
            </div>
          )
        })}
      </dl>
    </section>
  )
}

function ParameterName({ name, cases }: { readonly name: string; readonly cases: readonly string[] }) {
  const [first] = cases
  if (first === undefined) return <code>{printable(name)}</code>
  return (
    <a class="mono" href={linkTo({ case: first })} title={`decided by ${cases.map(printable).join(', ')}`}>
      {printable(name)}
    </a>
  )
}

export function Extensions({ report: { extensions } }: { readonly report: Report }) {
  if (!extensions.length) return null
  return (
    <section aria-labelledby="extensions">
      <h2 id="extensions">Beyond the contract</h2>
      <Scroll label="Members beyond the contract">
        <table>
          <thead>
            <tr>
              <th scope="col">Member</th>
              <th scope="col">In</th>
              <th scope="col">In the profile</th>
              <th scope="col" class="right">
                Replies
              </th>
            </tr>
          </thead>
          <tbody>
            {extensions.map(({ in: part, at, documented, replies }) => (
              <tr key={`${part} ${at}`}>
                <th scope="row">
                  <code>{printable(at)}</code>
                </th>
                <td>{part}</td>
                <td>{documented ? 'yes' : <span class="dim">no</span>}</td>
                <td class="right">{replies.toLocaleString('en')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  )
}
