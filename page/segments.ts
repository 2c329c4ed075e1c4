/** Which events of a long stream are shown: those with findings and their neighbours. */

export interface Segment {
  readonly from: number
  /** Not with it. */
  readonly to: number
  readonly hidden: boolean
}

/** A run of events without findings that is no longer than this is shown. */
const SHORT = 24
/** What of a longer one is shown on each side. */
const AROUND = 3
/** So many are shown at once when someone asks for them. */
const AT_ONCE = 500

/**
 * @param marked numbers of the events with findings
 * @param wanted where the segments begin that the user opened
 */
export function segmentsOf(
  count: number,
  marked: { has(event: number): boolean },
  wanted: ReadonlySet<number>,
): readonly Segment[] {
  const segments: Segment[] = []
  let from = 0
  for (let i = 0; i <= count; i++) {
    if (i < count && !marked.has(i)) continue
    segments.push(...quiet(from, i, wanted))
    if (i < count) segments.push({ from: i, to: i + 1, hidden: false })
    from = i + 1
  }
  return segments
}

function quiet(from: number, to: number, wanted: ReadonlySet<number>): Segment[] {
  if (to <= from) return []
  if (to - from <= SHORT) return [{ from, to, hidden: false }]
  const segments: Segment[] = [{ from, to: from + AROUND, hidden: false }]
  let start = from + AROUND
  const end = to - AROUND
  while (wanted.has(start)) {
    const next = Math.min(start + AT_ONCE, end)
    segments.push({ from: start, to: next, hidden: false })
    start = next
  }
  if (start < end) segments.push({ from: start, to: end, hidden: true })
  return [...segments, { from: end, to, hidden: false }]
}
