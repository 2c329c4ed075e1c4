/** How long replies took, from the times in a report. */
import type { Distribution, Timing, TurnReport } from '../model/index.ts'

/** The distributions over these turns. */
export function timingsOf(turns: readonly TurnReport[]): Readonly<Record<Timing, Distribution>> {
  const streams = turns.filter(isStream).map(({ reply }) => (reply?.pieces ?? []).map(({ at }) => at))
  return {
    firstChunk: distribution(streams.flatMap(([first]) => first ?? [])),
    betweenChunks: distribution(streams.flatMap((times) => times.slice(1).map((at, i) => at - (times[i] ?? at)))),
    total: distribution(turns.map(({ timings }) => timings.totalMs)),
    tokensPerSecond: distribution(turns.flatMap((turn) => rateOf(turn) ?? [])),
  }
}

function isStream({ reply }: TurnReport): boolean {
  return (reply?.headers ?? []).some((line) => /^content-type:\s*text\/event-stream/i.test(line))
}

/** What servers call the number of generated tokens; in a string of JSON its quotes would be escaped. */
const TOKENS = /"(?:completion_tokens|generated_tokens|output_tokens)"\s*:\s*(\d+)/g

/** Generated tokens by second; undefined if the reply does not report tokens, or took no time. */
function rateOf({ reply, timings: { totalMs } }: TurnReport): number | undefined {
  const body = (reply?.pieces ?? []).map((piece) => ('text' in piece ? piece.text : '')).join('')
  // A stream may report them in each chunk: the last one counts.
  const tokens = Number([...body.matchAll(TOKENS)].at(-1)?.[1] ?? 0)
  return tokens > 0 && totalMs > 0 ? (tokens / totalMs) * 1000 : undefined
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
