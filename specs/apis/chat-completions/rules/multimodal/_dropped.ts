/** Parts of a request that the server took and did not read. */
import type { ConversationSeen, Finding, Wire } from '../../../../../src/model/index.ts'
import {
  type Answered,
  answered,
  canonical,
  isGreedy,
  isWhole,
  pairs,
  promptTokens,
  textOf,
  without,
} from '../conversation/_compare.ts'
import { asStrings, partsOf, withParts } from './_rewrite.ts'

/**
 * A finding for each reply to a request with parts of a type whose prompt is not longer than that of the same request
 * with fewer of them.
 * @param fewer how many of the parts the shorter request may have: none, or at least one
 */
export function* dropped(seen: ConversationSeen, type: string, fewer: 'none' | 'some'): Iterable<Finding> {
  const told = new Set<number>()
  for (const [a, b] of pairs(answered(seen))) {
    const [few, many] = count(a.ask, type) < count(b.ask, type) ? [a, b] : [b, a]
    const have = count(few.ask, type)
    if (told.has(many.i) || have >= count(many.ask, type) || (fewer === 'none') !== (have === 0)) continue
    const tokens = promptTokens(many)
    const before = promptTokens(few)
    if (!isSameBut(few.ask, many.ask, type) || tokens === undefined || before === undefined || tokens > before) continue
    if (fewer === 'none' && answersDiffer(few, many)) continue
    told.add(many.i)
    yield {
      at: `${many.at}/usage/prompt_tokens`,
      message: `is ${tokens} with ${count(many.ask, type)} ${type} parts, and ${before} with ${have} (reply ${few.i}): they are accepted and not read`,
      got: tokens,
    }
  }
}

function count(ask: Wire, type: string): number {
  return partsOf(ask).filter((part) => part.type === type).length
}

function isSameBut(few: Wire, many: Wire, type: string): boolean {
  const rest = (ask: Wire) => {
    const others = withParts(ask, (part) => (part.type === type ? undefined : part))
    return canonical(asStrings(without(others, 'stream', 'stream_options')))
  }
  if (rest(few) !== rest(many)) return false
  const had = partsOf(few)
    .filter((part) => part.type === type)
    .map((part) => canonical(part))
  const has = partsOf(many)
    .filter((part) => part.type === type)
    .map((part) => canonical(part))
  return had.every((part) => has.includes(part))
}

/** Greedy answers that differ show that the part was read, whatever was counted. */
function answersDiffer(a: Answered, b: Answered): boolean {
  return isGreedy(a.ask) && isWhole(a) && isWhole(b) && textOf(a) !== textOf(b)
}
