/** Parts of a request that the server accepted but did not read. */
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
 * A finding for each reply whose prompt is not longer than the prompt of the same request with fewer parts of a type.
 * @param fewer how many parts of the type the shorter request may have: none, or at least one
 */
export function* findDropped(seen: ConversationSeen, type: string, fewer: 'none' | 'some'): Iterable<Finding> {
  const reported = new Set<number>()
  for (const [a, b] of pairs(answered(seen))) {
    const [few, many] = countParts(a.ask, type) < countParts(b.ask, type) ? [a, b] : [b, a]
    const fewCount = countParts(few.ask, type)
    if (reported.has(many.i) || fewCount >= countParts(many.ask, type) || (fewer === 'none') !== (fewCount === 0))
      continue
    const tokens = promptTokens(many)
    const fewTokens = promptTokens(few)
    if (!isSameExcept(few.ask, many.ask, type) || tokens === undefined || fewTokens === undefined || tokens > fewTokens)
      continue
    if (fewer === 'none' && answersDiffer(few, many)) continue
    reported.add(many.i)
    yield {
      at: `${many.at}/usage/prompt_tokens`,
      message: `is ${tokens} with ${countParts(many.ask, type)} ${type} parts, and ${fewTokens} with ${fewCount} (reply ${few.i}): the additional parts were accepted but not read`,
      got: tokens,
    }
  }
}

function countParts(ask: Wire, type: string): number {
  return partsOf(ask).filter((part) => part.type === type).length
}

function isSameExcept(few: Wire, many: Wire, type: string): boolean {
  const rest = (ask: Wire) => {
    const others = withParts(ask, (part) => (part.type === type ? undefined : part))
    return canonical(asStrings(without(others, 'stream', 'stream_options')))
  }
  if (rest(few) !== rest(many)) return false
  const fewParts = partsOf(few)
    .filter((part) => part.type === type)
    .map((part) => canonical(part))
  const manyParts = partsOf(many)
    .filter((part) => part.type === type)
    .map((part) => canonical(part))
  return fewParts.every((part) => manyParts.includes(part))
}

/** Greedy answers that differ show that the part was read, whatever prompt_tokens says. */
function answersDiffer(a: Answered, b: Answered): boolean {
  return isGreedy(a.ask) && isWhole(a) && isWhole(b) && textOf(a) !== textOf(b)
}
