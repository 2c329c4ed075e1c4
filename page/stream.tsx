/** A stream: when its pieces came, and its events with what is wrong with them. */

import { useMemo, useState } from 'preact/hooks'
import { asList, asObject } from '../src/foundation/json.ts'
import type { SseEvent, TurnReport } from '../src/model/index.ts'
import { shorten } from '../text/columns.ts'
import { groupsOf } from '../text/groups.ts'
import { count } from '../text/number.ts'
import { printable } from '../text/printable.ts'
import { Json } from './json.tsx'
import { Marks, toneOfAll, useWanted } from './mark.tsx'
import { Fold, Pre } from './parts.tsx'
import type { Placed } from './place.ts'
import type { Reply, Streamed } from './reply.ts'
import { segmentsOf } from './segments.ts'
import { time } from './text.ts'
import { Timeline } from './timeline.tsx'

interface StreamProps {
  readonly turn: TurnReport
  readonly reply: Reply
  readonly body: Streamed
  readonly placed: readonly Placed[]
}

export function Stream({ turn, reply, body, placed }: StreamProps) {
  const inEvents = useMemo(() => byEvent(placed), [placed])
  const atEnd = placed.filter(({ spot }) => spot.in === 'end')
  const inWhole = useMemo(() => placed.filter(({ spot }) => spot.in === 'body'), [placed])
  const open = inEvents.size > 0 || atEnd.length > 0
  const wanted = useWanted(placed.filter(({ spot }) => spot.in === 'event' || spot.in === 'end'))
  const inLines = useMemo(() => placed.filter(({ spot }) => spot.in === 'line'), [placed])
  const linesWanted = useWanted(inLines)
  const loose = useMemo(() => looseLines(body), [body])
  const wholeWanted = useWanted(inWhole)
  const { events, whole, cut } = body
  return (
    <>
      <Timeline turn={turn} reply={reply} body={body} marked={inEvents} />
      {(events.length > 0 || open || cut || !loose.length) && (
        <Fold label={`Events: ${events.length.toLocaleString('en')}`} open={open || wanted}>
          {() => (
            <>
              <Events body={body} marked={inEvents} />
              {cut && <p class="note">What came after the last of these events is left out.</p>}
              {atEnd.length > 0 && (
                <div class={`event the-end marked ${toneOfAll(atEnd)}`}>
                  <div class="event-line">
                    <span class="dim">the end of the stream</span>
                  </div>
                  <Marks placed={atEnd} />
                </div>
              )}
            </>
          )}
        </Fold>
      )}
      {loose.length > 0 && (
        <Fold
          label={`Lines that belong to no event: ${loose.length.toLocaleString('en')}`}
          open={inLines.length > 0 || linesWanted || !events.length}
        >
          {() => <Lines body={body} numbers={loose} placed={inLines} />}
        </Fold>
      )}
      {whole && (
        <Fold label="The completion that the chunks add up to" open={inWhole.length > 0 || wholeWanted}>
          {() => <Json text={whole.text} json={whole.json} placed={inWhole} label="Completion, assembled" />}
        </Fold>
      )}
    </>
  )
}

function byEvent(placed: readonly Placed[]): ReadonlyMap<number, readonly Placed[]> {
  const found = new Map<number, Placed[]>()
  for (const one of placed) {
    if (one.spot.in !== 'event') continue
    const own = found.get(one.spot.event)
    if (own) own.push(one)
    else found.set(one.spot.event, [one])
  }
  return found
}

/** Numbers of the lines that belong to no event, without empty ones. */
function looseLines({ lines, eventOfLine }: Streamed): readonly number[] {
  return lines.flatMap((line, i) => (line && eventOfLine[i] === undefined ? [i] : []))
}

/** Lines that are shown besides those with findings. */
const MOST_LINES = 40

interface LinesProps {
  readonly body: Streamed
  readonly numbers: readonly number[]
  readonly placed: readonly Placed[]
}

function Lines({ body: { lines }, numbers, placed }: LinesProps) {
  const byLine = useMemo(
    () => new Map(groupsOf(placed, ({ spot }) => (spot.in === 'line' ? String(spot.line) : ''))),
    [placed],
  )
  const of = (line: number): readonly Placed[] => byLine.get(String(line)) ?? NONE
  const shown = numbers.filter((line, i) => i < MOST_LINES || byLine.has(String(line)))
  return (
    <>
      <div class="headers">
        {shown.map((line) => {
          const own = of(line)
          return (
            <div key={line}>
              <code class={own.length ? `line marked ${toneOfAll(own)}` : 'line'} data-line={line}>
                {shorten(printable(lines[line] ?? ''), MOST_OF_A_LINE)}
              </code>
              <Marks placed={own} />
            </div>
          )
        })}
      </div>
      {shown.length < numbers.length && (
        <p class="note">{count(numbers.length - shown.length, 'more line')}: the raw bytes have them.</p>
      )}
    </>
  )
}

const MOST_OF_A_LINE = 2000

interface EventsProps {
  readonly body: Streamed
  readonly marked: ReadonlyMap<number, readonly Placed[]>
}

/** Marked events that are open from the beginning; one defect runs through every chunk. */
const OPEN_AT_FIRST = 2

function Events({ body: { events, chunks }, marked }: EventsProps) {
  const [shown, setShown] = useState<ReadonlySet<number>>(new Set())
  const segments = useMemo(() => segmentsOf(events.length, marked, shown), [events, marked, shown])
  const openAtFirst = [...marked.keys()].sort((a, b) => a - b).slice(0, OPEN_AT_FIRST)
  const chunkOf = useMemo(() => new Map(chunks.map((event, i) => [event, i])), [chunks])
  return (
    <ol class="events">
      {segments.map(({ from, to, hidden }) =>
        hidden ? (
          <li key={`hidden-${from}`}>
            <button type="button" class="more" onClick={() => setShown(new Set([...shown, from]))}>
              {count(to - from, 'event')} without findings ({from} to {to - 1})
            </button>
          </li>
        ) : (
          events
            .slice(from, to)
            .map((event, i) => (
              <EventRow
                key={from + i}
                event={event}
                number={from + i}
                chunk={chunkOf.get(from + i)}
                before={events[from + i - 1]?.at}
                placed={marked.get(from + i) ?? NONE}
                open={openAtFirst.includes(from + i)}
              />
            ))
        ),
      )}
    </ol>
  )
}

const NONE: readonly Placed[] = []

interface RowProps {
  readonly event: SseEvent
  readonly number: number
  /** Its number among the chunks, if it is one. */
  readonly chunk: number | undefined
  readonly before: number | undefined
  readonly placed: readonly Placed[]
  readonly open: boolean
}

function EventRow({ event, number, chunk, before, placed, open }: RowProps) {
  const wanted = useWanted(placed)
  const tone = placed.length ? toneOfAll(placed) : ''
  const gap = before === undefined ? '' : `+${time(event.at - before)}`
  const label = (
    <span class="event-line">
      <span class="number">{number}</span>
      <span class="at">{time(event.at)}</span>
      <span class="gap">{gap}</span>
      <span class="gist">{gistOf(event)}</span>
      {placed.length > 0 && <span class={`badge ${tone}`}>{count(placed.length, 'finding')}</span>}
    </span>
  )
  return (
    <li class={placed.length ? `event marked ${tone}` : 'event'} data-event={number} data-chunk={chunk}>
      <Fold label={label} open={open || wanted}>
        {() => <EventData event={event} placed={placed} />}
      </Fold>
    </li>
  )
}

function EventData({ event, placed }: { readonly event: SseEvent; readonly placed: readonly Placed[] }) {
  const nodes = useMemo(() => placed.filter(({ spot }) => 'path' in spot && spot.path.length > 0), [placed])
  const rest = placed.filter((one) => !nodes.includes(one))
  return (
    <>
      {event.event !== undefined && (
        <div>
          <span class="dim">event</span> <code>{printable(event.event)}</code>
        </div>
      )}
      <Marks placed={rest} />
      {event.json === undefined ? (
        <Pre>{printable(event.data)}</Pre>
      ) : (
        <Json text={event.data} json={event.json} placed={nodes} label="Data of the event" />
      )}
    </>
  )
}

const BRIEF = 160

/** What an event says, in a few words. */
function gistOf({ is, data, json }: SseEvent): string {
  const brief = shorten(printable(data.slice(0, BRIEF * 2)), BRIEF)
  if (is !== 'chunk') return is === 'done' ? brief : `${is}: ${brief}`
  const said = asList(asObject(json)?.choices).flatMap((choice) => {
    const { delta, finish_reason: reason, index } = asObject(choice) ?? {}
    const parts = Object.entries(asObject(delta) ?? {}).flatMap(([key, value]) =>
      value === null || value === undefined ? [] : [gistOfMember(key, value)],
    )
    if (reason !== null && reason !== undefined) parts.push(`finish ${JSON.stringify(reason)}`)
    return parts.length ? [`${index ? `[${String(index)}] ` : ''}${parts.join(' · ')}`] : []
  })
  if (asObject(asObject(json)?.usage)) said.push('usage')
  return said.length ? shorten(printable(said.join(' · ')), BRIEF) : brief
}

function gistOfMember(key: string, value: unknown): string {
  if (key === 'content') return JSON.stringify(value)
  if (key !== 'tool_calls') return `${key} ${JSON.stringify(value)}`
  const parts = asList(value).map((call) => {
    const { name, arguments: text } = asObject(asObject(call)?.function) ?? {}
    return [...(name ? [String(name)] : []), ...(text === undefined ? [] : [JSON.stringify(text)])].join(' ')
  })
  return `call ${parts.join(', ')}`
}
