/** How long replies took, from the times in a report. */
import { ownTurns } from '../../text/turns.ts'
import type { Distribution, Timing, TurnReport, Verdict } from '../model/index.ts'

/** The distributions over the turns of these cases. */
export function timingsOf(
  verdicts: readonly Pick<Verdict, 'turns' | 'traces'>[],
): Readonly<Record<Timing, Distribution>> {
  const turns = verdicts.flatMap(ownTurns)
  const streams = turns.filter(isStream).map(({ reply }) => (reply?.pieces ?? []).map(({ at }) => at))
  return {
    firstChunk: distribution(streams.flatMap(([first]) => first ?? [])),
    betweenChunks: distribution(streams.flatMap((times) => times.slice(1).map((at, i) => at - (times[i] ?? at)))),
    total: distribution(turns.map(({ timings }) => timings.totalMs)),
    tokensPerSecond: distribution(verdicts.flatMap(ratesOf)),
  }
}

function isStream({ reply }: TurnReport): boolean {
  return (reply?.headers ?? []).some((line) => /^content-type:\s*text\/event-stream/i.test(line))
}

/** Generated tokens by second, for each turn whose reply reports its tokens. */
function ratesOf({ turns, traces = [] }: Pick<Verdict, 'turns' | 'traces'>): readonly number[] {
  return turns.flatMap(({ timings: { totalMs } }, turn) => {
    // The turns are those of the last attempt.
    const tokens = traces.findLast((trace) => trace.turn === turn)?.tokens?.output ?? 0
    return tokens > 0 && totalMs > 0 ? (tokens / totalMs) * 1000 : []
  })
}

/** The numbers of a box plot over the values. */
export function distribution(values: readonly number[]): Distribution {
  const sorted = values.toSorted((a, b) => a - b)
  if (!sorted.length) return { n: 0 }
  const at = (share: number): number => quantile(sorted, share)
  return { n: sorted.length, box: [at(0), at(0.25), at(0.5), at(0.75), at(1)], p95: at(0.95) }
}

/** By linear interpolation between the nearest values, as R does it by default (type 7), to a hundredth. */
function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0]
  return Math.round((below + (above - below) * (place % 1)) * 100) / 100
}
