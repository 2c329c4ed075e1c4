/** A case: a line in the list, and once it is opened everything about it. */

import { useEffect, useErrorBoundary, useMemo, useState } from 'preact/hooks'
import { asList, asObject, jsonText } from '../src/foundation/json.ts'
import type { TargetFacts, TurnReport, Verdict } from '../src/model/index.ts'
import { shorten } from '../text/columns.ts'
import { count } from '../text/number.ts'
import { printable } from '../text/printable.ts'
import { ownTurns } from '../text/turns.ts'
import { Findings } from './findings.tsx'
import { byLevel, isQuiet, LookingAt, markId } from './mark.tsx'
import { Copy, CopyBlock, Fold, Id, OutcomeMark } from './parts.tsx'
import { type Placed, spotOf } from './place.ts'
import { readReply } from './reply.ts'
import { readable, shellWord, time } from './text.ts'
import { Turn } from './turn.tsx'

interface CaseProps {
  readonly verdict: Verdict
  readonly target: TargetFacts
  /** Id of its element. */
  readonly id: string
  readonly open: boolean
  readonly toggle: () => void
  /** The fragment that leads to the case. */
  readonly link: string
}

export function Case({ verdict, target, id, open, toggle, link }: CaseProps) {
  const { outcome } = verdict
  // What is open is not gone through again for every letter of a search.
  const body = useMemo(
    () => <CaseBody verdict={verdict} target={target} id={id} link={link} />,
    [verdict, target, id, link],
  )
  return (
    <article class={`case is-${outcome}`} id={id} aria-labelledby={`${id}-name`}>
      <h3>
        <button type="button" class="case-line" aria-expanded={open} onClick={toggle} data-case={verdict.id}>
          <OutcomeMark outcome={outcome} />
          <span class="case-id" id={`${id}-name`}>
            <Id>{verdict.id}</Id>
          </span>
          <span class="case-gist">{gistOf(verdict)}</span>
        </button>
      </h3>
      {open && body}
    </article>
  )
}

/** Everything about a case. */
export function CaseBody(props: BodyProps) {
  return (
    <div class="case-body">
      <p class="case-title">{readable(props.verdict.title)}</p>
      <Safely>
        <Body {...props} />
      </Safely>
    </div>
  )
}

/** The rules that do not hold, or why there is no verdict, or what the case is about. */
function gistOf({ findings, reason, title }: Verdict): string {
  const loud = findings.filter((finding) => !isQuiet(finding) && finding.explainedBy === undefined).toSorted(byLevel)
  const rules = [...new Set(loud.map(({ rule }) => rule))]
  return shorten(printable(rules.length ? rules.join(', ') : (reason ?? title)), 160)
}

/** What cannot be shown costs its own place only. */
function Safely({ children }: { readonly children: preact.ComponentChildren }) {
  const [error] = useErrorBoundary()
  return error ? <p class="note">This cannot be shown: {printable(String(error))}</p> : children
}

interface BodyProps {
  readonly verdict: Verdict
  readonly target: TargetFacts
  readonly id: string
  readonly link: string
}

function Body({ verdict, target, id, link }: BodyProps) {
  const { findings, reason } = verdict
  const read = useMemo(() => readTurns(verdict), [verdict])
  const [wanted, setWanted] = useState<{ readonly number: number }>()
  useEffect(() => {
    if (!wanted) return
    const mark = document.getElementById(markId(id, wanted.number))
    mark?.scrollIntoView({ block: 'center' })
    mark?.focus({ preventScroll: true })
  }, [wanted, id])
  const isFolded = (i: number): boolean => i >= MOST_TURNS && !read[i]?.placed.length
  return (
    <LookingAt.Provider value={wanted ? { at: id, for: wanted.number } : { at: id }}>
      <div>
        {reason !== undefined && <p class="reason">{readable(reason)}</p>}
        <Facts verdict={verdict} />
        {findings.length > 0 && (
          <section>
            <h4>Findings</h4>
            <Findings findings={findings} turns={ownTurns(verdict).length} show={(number) => setWanted({ number })} />
          </section>
        )}
        {read.map(({ turn, reply, known, placed }, i) => (
          <section key={i} class="turn">
            <Folded label={labelOf(verdict, i) || 'Conversation'} isFolded={isFolded(i)}>
              {() => (
                <Safely>
                  <Turn turn={turn} reply={reply} known={known} placed={placed} />
                </Safely>
              )}
            </Folded>
          </section>
        ))}
        <Again verdict={verdict} target={target} link={link} />
      </div>
    </LookingAt.Provider>
  )
}

interface ExampleProps {
  readonly verdict: Verdict
  /** 0-based. */
  readonly turn: number
  /** Id of the element that it is in. */
  readonly id: string
}

/** One turn of a case, with what is wrong with it. */
export function ExampleTurn({ verdict, turn: number, id }: ExampleProps) {
  const shown = useMemo(() => readTurns(verdict)[number], [verdict, number])
  if (!shown) return <p class="note">This report does not have the reply.</p>
  const { turn, reply, known, placed } = shown
  return (
    <LookingAt.Provider value={{ at: id }}>
      <div class="turn">
        {verdict.turns.length > 1 && <h4>{labelOf(verdict, number)}</h4>}
        <Safely>
          <Turn turn={turn} reply={reply} known={known} placed={placed} />
        </Safely>
      </div>
    </LookingAt.Provider>
  )
}

/** `Turn 2 of 3`, or which turn it was an earlier try of; empty where the case has only one. */
function labelOf(verdict: Verdict, turn: number): string {
  const of = verdict.turns[turn]?.retryOf
  if (of !== undefined) return `An earlier try of turn ${of + 1}, overcome by a retry`
  const { length } = ownTurns(verdict)
  return length > 1 ? `Turn ${turn + 1} of ${length}` : ''
}

/** Of more turns only those with findings are open. */
const MOST_TURNS = 6

interface FoldedProps {
  readonly label: string
  readonly isFolded: boolean
  readonly children: () => preact.ComponentChildren
}

function Folded({ label, isFolded, children }: FoldedProps) {
  const heading = <h4>{label}</h4>
  if (isFolded) return <Fold label={heading}>{children}</Fold>
  return (
    <>
      {heading}
      {children()}
    </>
  )
}

function readTurns({ turns, findings }: Verdict) {
  return turns.map((turn, i) => {
    const reply = readReply(turn)
    const placed = findings.flatMap((finding, number): Placed[] =>
      finding.turn === i ? [{ finding, number, spot: spotOf(finding.at, reply) }] : [],
    )
    return { turn, reply, known: knownBefore(turn, turns[i - 1]), placed }
  })
}

/** How many messages at the beginning are those of the turn before, with the reply that it got. */
function knownBefore(turn: TurnReport, before: TurnReport | undefined): number {
  const [now, then] = [turn, before].map((one) => asList(asObject(one?.request.body)?.messages))
  if (!now?.length || !then?.length) return 0
  if (!then.every((message, i) => jsonText(message) === jsonText(now[i]))) return 0
  const isReply = asObject(now[then.length])?.role === 'assistant'
  return then.length + (isReply ? 1 : 0)
}

function Facts({ verdict: { needs, attempts, turns, parameters = {}, repeats } }: { readonly verdict: Verdict }) {
  const total = turns.reduce((sum, { timings }) => sum + timings.totalMs, 0)
  const audited = Object.entries(parameters)
  return (
    <dl class="facts">
      {needs.length > 0 && (
        <>
          <dt>Needs</dt>
          <dd>{needs.map((need) => printable(need)).join(', ')}</dd>
        </>
      )}
      {turns.length > 0 && (
        <>
          <dt>Took</dt>
          <dd>
            {time(total)} in {count(turns.length, 'turn')}
            {attempts > 1 && `; the last of ${count(attempts, 'attempt')}`}
          </dd>
        </>
      )}
      {audited.length > 0 && (
        <>
          <dt>Parameters</dt>
          <dd>{audited.map(([name, said]) => `${printable(name)} ${said}`).join(', ')}</dd>
        </>
      )}
      {repeats && (
        <>
          <dt>Repeats</dt>
          <dd>
            {repeats.passed} of {repeats.of} passed ({percent(repeats.of ? repeats.passed / repeats.of : 0)}; between{' '}
            {percent(repeats.interval[0])} and {percent(repeats.interval[1])} at 95 %)
            {repeats.passPower.length > 0 && (
              <div class="dim">
                {repeats.passPower.map((power, i) => `pass^${i + 1} ${percent(power)}`).join(' · ')}
              </div>
            )}
          </dd>
        </>
      )}
    </dl>
  )
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`
}

/** How to see it again. */
function Again({ verdict: { id, source, turns }, target, link }: Omit<BodyProps, 'id'>) {
  return (
    <section class="again">
      <h4>Run it again</h4>
      {turns.length > 0 && (
        <CopyBlock text={commandFor(id, target)} shown={printable(commandFor(id, target))} label="Copy the command" />
      )}
      {source && (
        <>
          <p class="dim">
            {printable(source.file)}:{source.line}
          </p>
          <CopyBlock text={source.yaml} shown={readable(source.yaml.trimEnd())} label="Copy the case" />
        </>
      )}
      <Copy text={() => location.href.replace(/#.*$/, '') + link} label="Copy link to this case" />
    </section>
  )
}

/** What a run judges by if nobody says. */
const USUAL_PROFILE = 'compatible'

function commandFor(id: string, { baseUrl, model, profile }: TargetFacts): string {
  const words = ['chat-conformance', 'run', baseUrl, '--case', id, '--model', model]
  if (profile !== USUAL_PROFILE) words.push('--profile', profile)
  return words.map(shellWord).join(' ')
}
