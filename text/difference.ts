/** What changed between two reports, in plain words. */
import type { Change, DefectChange, Difference } from '../src/model/index.ts'
import { formatExtent } from './defects.ts'

/** `88 of 88 streams`, or `3 of 88 streams → 88 of 88 streams`. */
export function formatReach({ before, after }: DefectChange): string {
  const [was, is] = [before, after].map((extent) => extent && formatExtent(extent))
  return was && is && was !== is ? `${was} → ${is}` : (is ?? was ?? '')
}

/** The rules that newly fail, or no longer do, in some cases without a defect that is new or fixed. */
export function listOtherChanges({
  broken,
  fixed,
  defects,
}: Difference): Readonly<Record<'broken' | 'fixed', readonly Change[]>> {
  const beyond = (changes: readonly Change[], named: readonly DefectChange[]): readonly Change[] => {
    const rules = new Set(named.flatMap(({ rule, explains }) => [rule, ...explains]))
    return changes.filter(({ rule }) => !rules.has(rule))
  }
  return { broken: beyond(broken, defects.new), fixed: beyond(fixed, defects.fixed) }
}
