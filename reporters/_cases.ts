import type { Verdict } from '../src/model/index.ts'
import { isFresh } from '../text/findings.ts'

/** How long the exchanges of a case took together, in milliseconds. */
export function sumDurations({ turns }: Verdict): number {
  return turns.reduce((sum, { timings }) => sum + timings.totalMs, 0)
}

/** How many findings of each case a baseline knows. */
export function countKnown(verdicts: readonly Verdict[]): number {
  return verdicts
    .flatMap(({ findings }) => findings)
    .filter((finding) => finding.known !== undefined && !isFresh(finding)).length
}
