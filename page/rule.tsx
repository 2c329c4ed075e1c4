/** What a rule asks, where that is written, and how to keep it. */
import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { RuleData, RulesData } from '../reporters/_html-data.ts'
import { Fold, LevelMark, Pre } from './parts.tsx'
import { readable } from './text.ts'

export const Rules = createContext<RulesData>({})

/** The rule of that id, if the report brings it along. */
export function useRule(id: string): RuleData | undefined {
  const rules = useContext(Rules)
  return Object.hasOwn(rules, id) ? rules[id] : undefined
}

/** What a rule asks in a sentence, and the rest on demand. */
export function Explained({ rule }: { readonly rule: string }) {
  const known = useRule(rule)
  if (!known) return null
  return (
    <div class="sentence">
      {readable(known.says)}
      <RuleFold id={rule} />
    </div>
  )
}

export function RuleFold({ id }: { readonly id: string }) {
  const rule = useRule(id)
  if (!rule) return null
  return (
    <Fold class="rule-fold" label="What the rule asks, and how to keep it">
      {() => <RuleText rule={rule} />}
    </Fold>
  )
}

function RuleText({ rule }: { readonly rule: RuleData }) {
  const { says, level, basis, source, why, mend, wrong, right, seen = [] } = rule
  return (
    <>
      <dl class="facts">
        <dt>Rule</dt>
        <dd>
          <LevelMark level={level} /> {readable(says)}
        </dd>
        <dt>Source</dt>
        <dd>
          {readable(source)} <span class="dim">({basis})</span>
        </dd>
        <dt>Why</dt>
        <dd>{readable(why)}</dd>
        <dt>Fix</dt>
        <dd>{readable(mend)}</dd>
        {seen.length > 0 && (
          <>
            <dt>Seen</dt>
            <dd>
              {seen.map((thread) => (
                <div key={thread}>
                  <Thread address={thread} />
                </div>
              ))}
            </dd>
          </>
        )}
      </dl>
      <div class="wrong-right">
        <figure class="wrong">
          <figcaption>Wrong</figcaption>
          <Pre>{readable(wrong.trimEnd())}</Pre>
        </figure>
        <figure class="right">
          <figcaption>Right</figcaption>
          <Pre>{readable(right.trimEnd())}</Pre>
        </figure>
      </div>
    </>
  )
}

function Thread({ address }: { readonly address: string }) {
  if (!/^https:\/\/[\w./?#=-]+$/.test(address)) return <>{readable(address)}</>
  return (
    <a href={address} rel="noreferrer">
      {address}
    </a>
  )
}
