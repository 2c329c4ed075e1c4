/** How fast the targets were: box plots on one axis for each kind, and their numbers. */

import type { ComparedTarget, Distribution, Timing } from '../src/model/index.ts'
import { printable } from '../text/printable.ts'
import { type Axis, axisOf } from './axis.ts'
import { Id, Scroll } from './parts.tsx'
import { time } from './text.ts'

const KINDS: readonly (readonly [Timing, string])[] = [
  ['firstChunk', 'First chunk'],
  ['betweenChunks', 'Between chunks'],
  ['total', 'Whole reply'],
]

export function Timings({ targets }: { readonly targets: readonly ComparedTarget[] }) {
  return (
    <section aria-labelledby="timings">
      <h2 id="timings">Timings</h2>
      <p class="note">
        Indicative: machines, networks and load differ. Of the requests that every target answered with a success.
      </p>
      <div class="plots">
        {KINDS.map(([kind, title]) => (
          <Plot key={kind} title={title} kind={kind} targets={targets} />
        ))}
      </div>
      <Scroll label="Timings in numbers">
        <Numbers targets={targets} />
      </Scroll>
    </section>
  )
}

interface PlotProps {
  readonly title: string
  readonly kind: Timing
  readonly targets: readonly ComparedTarget[]
}

function Plot({ title, kind, targets }: PlotProps) {
  const axis = axisOf(targets.flatMap(({ timings }) => timings[kind].box ?? []))
  if (!axis)
    return (
      <p>
        <strong>{title}</strong> <span class="dim">no values</span>
      </p>
    )
  return (
    <figure class="plot">
      <figcaption>
        {title} <span class="dim">{axis.isLog ? 'on a logarithmic axis' : ''}</span>
      </figcaption>
      {targets.map(({ name, timings }) => (
        <div key={name} class="plot-row">
          <span class="plot-name">
            <Id>{name}</Id>
          </span>
          <Box of={timings[kind]} kind={kind} axis={axis} name={name} />
          <span class="plot-n dim">n {timings[kind].n.toLocaleString('en')}</span>
        </div>
      ))}
      <div class="plot-row" aria-hidden="true">
        <span />
        <div class="axis">
          {axis.ticks.map((tick) => (
            <span
              key={tick}
              style={{ left: `${axis.at(tick) * 100}%`, transform: `translateX(${-axis.at(tick) * 100}%)` }}
            >
              {inUnit(kind, tick)}
            </span>
          ))}
        </div>
        <span />
      </div>
    </figure>
  )
}

const WIDTH = 1000

function Box({
  of: { n, box },
  kind,
  axis,
  name,
}: {
  readonly of: Distribution
  readonly kind: Timing
  readonly axis: Axis
  readonly name: string
}) {
  if (!box) return <span class="nothing">·</span>
  const x = (value: number): number => Math.round(axis.at(value) * WIDTH * 10) / 10
  const [least, quarter, median, threeQuarters, most] = box
  const numbers = box.map((value, i) => `${NAMES[i]} ${inUnit(kind, value)}`).join(', ')
  return (
    <svg
      class="box"
      viewBox={`0 0 ${WIDTH} 20`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`${printable(name)}, ${n} values: ${numbers}`}
    >
      <path class="grid" d={axis.ticks.map((tick) => `M${x(tick)} 0V20`).join('')} />
      <path class="whisker" d={`M${x(least)} 6V14M${x(least)} 10H${x(most)}M${x(most)} 6V14`} />
      <rect x={x(quarter)} y="4" width={Math.max(1, x(threeQuarters) - x(quarter))} height="12" />
      <path class="median" d={`M${x(median)} 3V17`} />
    </svg>
  )
}

const NAMES = ['least', '¼', 'median', '¾', 'most'] as const

/** A value of a kind with its unit. */
function inUnit(kind: Timing, value: number): string {
  return kind === 'tokensPerSecond' ? `${Math.round(value * 10) / 10}/s` : time(value)
}

function Numbers({ targets }: { readonly targets: readonly ComparedTarget[] }) {
  return (
    <table class="numbers">
      <thead>
        <tr>
          <th scope="col">Target</th>
          <th scope="col">What</th>
          {['n', 'p50', 'p95', 'least', 'most'].map((name) => (
            <th key={name} scope="col" class="right">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {KINDS.flatMap(([kind, title]) =>
          targets.map(({ name, timings }) => {
            const { n, box, p95 } = timings[kind]
            return (
              <tr key={`${kind} ${name}`}>
                <th scope="row">
                  <Id>{name}</Id>
                </th>
                <td>{title}</td>
                <td class="right">{n.toLocaleString('en')}</td>
                {[box?.[2], p95, box?.[0], box?.[4]].map((value, i) => (
                  <td key={i} class="right">
                    {value === undefined ? '·' : inUnit(kind, value)}
                  </td>
                ))}
              </tr>
            )
          }),
        )}
      </tbody>
    </table>
  )
}
