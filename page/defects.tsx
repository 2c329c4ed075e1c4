/** What has to be fixed: each defect with an excerpt of what came, what is right, and its example in place. */

import { useEffect, useMemo } from 'preact/hooks'
import type { Defect, Example, Report, Verdict } from '../src/model/index.ts'
import { countDefects, formatExtent, isKnown } from '../text/defects.ts'
import { count } from '../text/number.ts'
import { printable } from '../text/printable.ts'
import { formatValue } from '../text/value.ts'
import { ExampleTurn } from './case.tsx'
import { choiceOf } from './filter.ts'
import { linkTo } from './outcome-table.tsx'
import { CopyBlock, Fold, Id, LevelMark, Long, Pre } from './parts.tsx'
import { RuleFold, useRule } from './rule.tsx'
import { readable } from './text.ts'

interface DefectsProps {
  readonly report: Report
  /** Id of the defect that a link leads to. */
  readonly linked: string | undefined
}

/** So many are open at first: more would hide each other. */
const OPEN_AT_FIRST = 3

export function Defects({ report, linked }: DefectsProps) {
  const { defects, cases } = report
  const verdicts = useMemo(() => new Map(cases.map((verdict) => [verdict.id, verdict])), [cases])
  const fresh = defects.filter((defect) => !isKnown(defect))
  const known = defects.filter(isKnown)
  useEffect(() => {
    const look = (): void => {
      const { defect } = choiceOf(location.hash)
      const i = defects.findIndex(({ id }) => id === defect)
      const summary = document.querySelector<HTMLElement>(`#defect-${i} > summary`)
      summary?.scrollIntoView({ block: 'start' })
      summary?.focus({ preventScroll: true })
    }
    look()
    addEventListener('hashchange', look)
    return () => removeEventListener('hashchange', look)
  }, [defects])
  if (!defects.length) return null
  const show = (defect: Defect, isOpen: boolean) => (
    <DefectFold
      key={defect.id}
      defect={defect}
      verdict={verdicts.get(defect.example.case)}
      id={`defect-${defects.indexOf(defect)}`}
      open={isOpen || defect.id === linked}
    />
  )
  return (
    <section aria-labelledby="defects">
      <h2 id="defects">{fresh.length ? countDefects(fresh) : 'Defects'}</h2>
      {fresh.map((defect, i) => show(defect, i < OPEN_AT_FIRST))}
      {known.length > 0 && (
        <Fold
          label={`${countDefects(known, 'known defect')}: the baseline accepts ${known.length === 1 ? 'it' : 'them'}`}
          open={known.some(({ id }) => id === linked)}
        >
          {() => known.map((defect) => show(defect, false))}
        </Fold>
      )}
    </section>
  )
}

interface DefectProps {
  readonly defect: Defect
  readonly verdict: Verdict | undefined
  /** Id of its element. */
  readonly id: string
}

function DefectFold({ defect, verdict, id, open }: DefectProps & { readonly open: boolean }) {
  const rule = useRule(defect.rule)
  const label = (
    <>
      <h3 class="defect-head">
        <LevelMark level={defect.level} quiet={isKnown(defect)} /> {readable(rule?.says ?? defect.example.message)}
      </h3>
      <span class="defect-reach">
        <strong>{formatExtent(defect.extent)}</strong> · <Id>{defect.id}</Id>
      </span>
    </>
  )
  return (
    <Fold
      class={`defect ${isKnown(defect) ? 'is-quiet' : `is-${defect.level.toLowerCase()}`}`}
      id={id}
      label={label}
      open={open}
    >
      {() => <DefectBody defect={defect} verdict={verdict} id={id} />}
    </Fold>
  )
}

/** Everything about a defect but its head. */
export function DefectBody({ defect, verdict, id }: DefectProps) {
  const { example, rule: ruleId, cases, explains, known } = defect
  const rule = useRule(ruleId)
  const others = cases.filter((other) => other !== example.case)
  return (
    <>
      {known !== undefined && <p class="excuse">known by the baseline: {readable(known)}</p>}
      <div class="wrong-right">
        <figure class="wrong">
          <figcaption>What came</figcaption>
          <Came example={example} />
        </figure>
        {rule && (
          <figure class="right">
            <figcaption>Right</figcaption>
            <Pre>{readable(rule.right.trimEnd())}</Pre>
          </figure>
        )}
      </div>
      {rule && (
        <dl class="facts advice">
          <dt>Fix</dt>
          <dd>{readable(rule.mend)}</dd>
          <dt>Why</dt>
          <dd>{readable(rule.why)}</dd>
        </dl>
      )}
      {explains.length > 0 && (
        <p class="also">
          Also seen because of it:{' '}
          {explains.map(({ rule: other, findings }, i) => (
            <span key={other}>
              {i > 0 && ', '}
              <a class="mono" href={linkTo({ rule: other })}>
                <Id>{other}</Id>
              </a>{' '}
              <span class="dim">({findings.toLocaleString('en')})</span>
            </span>
          ))}
        </p>
      )}
      {verdict && (
        <Fold
          label={
            <>
              The example in place: <Id>{example.case}</Id>
            </>
          }
        >
          {() => (
            <>
              <ExampleTurn verdict={verdict} turn={example.turn} id={id} />
              <p>
                <a href={linkTo({ case: verdict.id })}>The case with everything about it</a>
              </p>
            </>
          )}
        </Fold>
      )}
      {example.curl !== undefined && (
        <Fold label="The request as a curl command">
          {() => <CopyBlock text={example.curl ?? ''} shown={readable(example.curl ?? '')} label="Copy the command" />}
        </Fold>
      )}
      {others.length > 0 && (
        <Fold label={count(others.length, 'other case')}>{() => <OtherCases ids={others} rule={ruleId} />}</Fold>
      )}
      <RuleFold id={ruleId} />
    </>
  )
}

/** What the finding says, with the lines that it is about. */
function Came({ example: { at, message, got, excerpt } }: { readonly example: Example }) {
  return (
    <>
      {excerpt.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it may scroll, and so has to be reached by keyboard
        <pre class="excerpt" tabIndex={0}>
          {excerpt.map(({ text, marked }, i) => (
            <span key={i} class={marked ? 'excerpt-line is-marked' : 'excerpt-line'}>
              {printable(text)}
              {'\n'}
            </span>
          ))}
        </pre>
      )}
      <p class="message">
        {at && <code>{printable(at)} </code>}
        <Long text={readable(message)} most={400} />
        {got !== undefined && (
          <>
            {'; got '}
            <code>{formatValue(got, 200)}</code>
          </>
        )}
      </p>
    </>
  )
}

function OtherCases({ ids, rule }: { readonly ids: readonly string[]; readonly rule: string }) {
  return (
    <>
      <p>
        <a href={linkTo({ rule })}>All cases with findings of this rule</a>
      </p>
      <ul class="ids">
        {ids.map((id) => (
          <li key={id}>
            <a class="mono" href={linkTo({ case: id })}>
              <Id>{id}</Id>
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}
