/** When a streamed reply came: the wait, the pieces, the gaps between them, and where the findings are. */

import type { TurnReport } from '../src/model/index.ts'
import { count } from '../text/number.ts'
import { toneOfAll } from './mark.tsx'
import type { Placed } from './place.ts'
import type { Reply, Streamed } from './reply.ts'
import { size, time } from './text.ts'

interface TimelineProps {
  readonly turn: TurnReport
  readonly reply: Reply
  readonly body: Streamed
  readonly marked: ReadonlyMap<number, readonly Placed[]>
}

const WIDTH = 1000
const HEIGHT = 34

export function Timeline({ turn, reply, body, marked }: TimelineProps) {
  const { pieces } = reply
  const end = Math.max(turn.timings.totalMs, ...pieces.slice(-1).map(({ at }) => at), 0.001)
  const x = (at: number): number => Math.round((at / end) * WIDTH * 10) / 10
  const came = pieces.filter((piece) => !('bytesLeftOut' in piece))
  const ticks = came.map(({ at }) => `M${x(at)} 6V26`).join('')
  const first = pieces[0]?.at ?? end
  const facts = factsOf(turn, body, came.length)
  return (
    <figure class="timeline">
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`When the stream came: ${facts.map(([name, value]) => `${name} ${value}`).join(', ')}`}
      >
        <rect class="wait" x="0" y="14" width={x(first)} height="4" />
        <rect class="flow" x={x(first)} y="14" width={Math.max(0, WIDTH - x(first))} height="4" />
        {pieces.map((piece, i) =>
          'bytesLeftOut' in piece ? (
            <rect
              key={piece.at}
              class="left-out"
              x={x(pieces[i - 1]?.at ?? 0)}
              y="6"
              width={Math.max(3, x(piece.at) - x(pieces[i - 1]?.at ?? 0))}
              height="20"
            />
          ) : null,
        )}
        <path class="ticks" d={ticks} />
        {[...marked].map(([event, placed]) => (
          <path key={event} class={`found ${toneOfAll(placed)}`} d={`M${x(body.events[event]?.at ?? 0)} 0V34`} />
        ))}
      </svg>
      <figcaption>
        {facts.map(([name, value]) => (
          <span key={name}>
            {name} <strong>{value}</strong>
          </span>
        ))}
        {reply.leftOut > 0 && <span class="note">{size(reply.leftOut)} left out</span>}
      </figcaption>
    </figure>
  )
}

function factsOf(
  { timings }: TurnReport,
  { events, chunks, cut }: Streamed,
  pieces: number,
): readonly (readonly [string, string])[] {
  const times = chunks.map((event) => events[event]?.at ?? 0)
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0))
  const sorted = gaps.toSorted((a, b) => a - b)
  return [
    ...(timings.firstByteMs === undefined ? [] : [['first byte', time(timings.firstByteMs)] as const]),
    ...(times[0] === undefined ? [] : [['first chunk', time(times[0])] as const]),
    ['pieces', pieces.toLocaleString('en')],
    [cut ? 'chunks shown' : 'chunks', chunks.length.toLocaleString('en')],
    ...(sorted.length > 1
      ? [
          ['median gap', time(sorted[sorted.length >> 1] ?? 0)] as const,
          ['longest gap', time(sorted.at(-1) ?? 0)] as const,
        ]
      : []),
    ['end', time(timings.totalMs)],
  ]
}

/** The times of a reply that is not a stream. */
export function plainTimes({ timings, retries }: TurnReport): string {
  return [
    ...(timings.firstByteMs === undefined ? [] : [`first byte ${time(timings.firstByteMs)}`]),
    `end ${time(timings.totalMs)}`,
    ...(retries ? [count(retries, 'retry', 'retries')] : []),
  ].join(' · ')
}
