/** One request with its reply: what was said, what came, and the findings where they are. */

import { useMemo } from 'preact/hooks'
import { asList, asObject, jsonText } from '../src/foundation/json.ts'
import type { Json as JsonValue, TurnReport } from '../src/model/index.ts'
import { shorten } from '../text/columns.ts'
import { count } from '../text/number.ts'
import { printable } from '../text/printable.ts'
import { Message, Messages } from './chat.tsx'
import { Json } from './json.tsx'
import { Marks, toneOfAll, useWanted } from './mark.tsx'
import { CopyBlock, Fold, Pre } from './parts.tsx'
import type { Placed } from './place.ts'
import { Raw } from './raw.tsx'
import { messagesOf, type Reply } from './reply.ts'
import { Stream } from './stream.tsx'
import { readable, size } from './text.ts'
import { plainTimes } from './timeline.tsx'

interface TurnProps {
  readonly turn: TurnReport
  readonly reply: Reply | undefined
  /** Messages that the turn before sent or got: they are not shown again. */
  readonly known: number
  readonly placed: readonly Placed[]
}

export function Turn({ turn, reply, known, placed }: TurnProps) {
  const at = useMemo(() => spread(placed), [placed])
  return (
    <>
      <Line turn={turn} reply={reply} placed={at.status} />
      <Marks placed={at.status} />
      <Marks placed={at.turn} where />
      <Asked body={turn.request.body} known={known} />
      {reply && <Answered turn={turn} reply={reply} at={at} />}
      {!reply && (
        <p class="note">{turn.status === undefined ? 'No reply came.' : 'This report does not have the reply.'}</p>
      )}
      <Fold label="The same request as a curl command">
        {() => <CopyBlock text={turn.curl} shown={readable(turn.curl)} label="Copy the command" />}
      </Fold>
    </>
  )
}

type Spread = Readonly<Record<'status' | 'turn' | 'header' | 'body' | 'stream', readonly Placed[]>>

/** What belongs to which part of the turn. */
function spread(placed: readonly Placed[]): Spread {
  const of = (...kinds: readonly Placed['spot']['in'][]): readonly Placed[] =>
    placed.filter(({ spot }) => kinds.includes(spot.in))
  return {
    status: of('status'),
    turn: of('turn'),
    header: of('header'),
    body: of('body'),
    stream: of('body', 'event', 'line', 'end'),
  }
}

interface LineProps {
  readonly turn: TurnReport
  readonly reply: Reply | undefined
  readonly placed: readonly Placed[]
}

function Line({ turn, reply, placed }: LineProps) {
  const { request, status, ended } = turn
  return (
    <p class="turn-line">
      <code>
        {printable(request.method)} {printable(request.url)}
      </code>{' '}
      <span aria-hidden="true">→</span>{' '}
      <strong class={placed.length ? `status marked ${toneOfAll(placed)}` : 'status'}>{status ?? 'no status'}</strong>{' '}
      <span class={ended === 'complete' ? 'dim' : 'ended'}>{ended}</span>
      <span class="dim">
        {' · '}
        {plainTimes(turn)}
        {reply && ` · ${size(reply.size)}`}
      </span>
    </p>
  )
}

function Asked({ body, known }: { readonly body: JsonValue | undefined; readonly known: number }) {
  if (body === undefined) return null
  const { messages, ...rest } = asObject(body) ?? {}
  const all = asList(messages)
  return (
    <>
      {known > 0 && (
        <Fold label={`${count(known, 'message')} as before`}>{() => <Messages messages={all.slice(0, known)} />}</Fold>
      )}
      <Messages messages={all.slice(known)} />
      <Parameters members={rest} />
      <Fold label="Request body">{() => <Json text={jsonText(body)} label="Request body" />}</Fold>
    </>
  )
}

/** A longer value is named only. */
const BRIEF = 60

function Parameters({ members }: { readonly members: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(members)
  if (!entries.length) return null
  return (
    <ul class="parameters" aria-label="Parameters of the request">
      {entries.map(([name, value]) => (
        <li key={name}>
          <code>
            {shorten(printable(name), BRIEF)} <b>{briefly(value)}</b>
          </code>
        </li>
      ))}
    </ul>
  )
}

function briefly(value: unknown): string {
  const names = asList(value).flatMap((tool) => asObject(asObject(tool)?.function)?.name ?? [])
  return shorten(printable(names.length ? names.join(', ') : jsonText(value)), BRIEF)
}

interface AnsweredProps {
  readonly turn: TurnReport
  readonly reply: Reply
  readonly at: Spread
}

function Answered({ turn, reply, at }: AnsweredProps) {
  const { body, headers, pieces } = reply
  const messages = messagesOf(body)
  const name = body.kind === 'stream' && body.cut ? 'the beginning of the reply' : 'reply'
  const bodyWanted = useWanted(at.body)
  const headerWanted = useWanted(at.header)
  return (
    <>
      {messages.map((message, i) => (
        <Message key={i} message={message} reply={`${name}${messages.length > 1 ? `, choice ${i}` : ''}`} />
      ))}
      {body.kind === 'stream' && <Stream turn={turn} reply={reply} body={body} placed={at.stream} />}
      {body.kind === 'json' && body.json !== undefined && (
        <Fold
          label={reply.isRefusal ? 'Response body: an error' : 'Response body'}
          open={at.body.length > 0 || !messages.length || bodyWanted}
        >
          {() => <Json text={body.text} json={body.json} placed={at.body} label="Response body" />}
        </Fold>
      )}
      {body.kind !== 'stream' && (body.kind !== 'json' || body.json === undefined) && (
        <Fold label={PLAIN_LABEL[body.kind]} open>
          {() => (
            <>
              {'why' in body && <p class="note">{body.why}</p>}
              <Pre>{readable(body.text.slice(0, MOST_TEXT)) || '(empty)'}</Pre>
              {reply.leftOut > 0 && <p class="note">{size(reply.leftOut)} are left out after this.</p>}
            </>
          )}
        </Fold>
      )}
      <Fold label={`Headers: ${headers.length}`} open={at.header.length > 0 || headerWanted}>
        {() => <Headers lines={headers} placed={at.header} />}
      </Fold>
      <Fold
        label={`${reply.decoded === undefined ? 'Raw' : 'Decoded'} bytes: ${size(reply.size)} in ${count(pieces.length, 'piece')}`}
      >
        {() => (
          <>
            {reply.decoded !== undefined && (
              <p class="note">The server sent the body with the content coding {printable(reply.decoded)}.</p>
            )}
            <Raw pieces={pieces} />
          </>
        )}
      </Fold>
    </>
  )
}

/** Labels of bodies that are shown as plain text. */
const PLAIN_LABEL = {
  json: 'Response body: the beginning of JSON',
  page: 'Response body: an HTML or XML page',
  text: 'Response body: neither JSON nor a stream',
  empty: 'Response body: empty',
} as const

/** Of a body that is not JSON the beginning shows what it is. */
const MOST_TEXT = 8000

function Headers({ lines, placed }: { readonly lines: readonly string[]; readonly placed: readonly Placed[] }) {
  const of = (line: string): readonly Placed[] =>
    placed.filter(({ spot }) => spot.in === 'header' && line.toLowerCase().startsWith(`${spot.name.toLowerCase()}:`))
  const missing = placed.filter((one) => !lines.some((line) => of(line).includes(one)))
  return (
    <div class="headers">
      {lines.map((line, i) => {
        const own = of(line)
        return (
          <div key={i}>
            <code class={own.length ? `line marked ${toneOfAll(own)}` : 'line'}>{printable(line)}</code>
            <Marks placed={own} />
          </div>
        )
      })}
      {missing.map((one) => (
        <div key={one.number} class="gone">
          <code class={`missing ${toneOfAll([one])}`}>{printable(one.spot.in === 'header' ? one.spot.name : '')}</code>
          <Marks placed={[one]} />
        </div>
      ))}
    </div>
  )
}
