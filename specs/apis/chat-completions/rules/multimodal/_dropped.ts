/** Parts of a request that the server accepted but did not read. */
import type { ConversationSeen, Finding, Wire } from '../../../../../src/model/index.ts'
import { ranToItsEnd } from '../../../../rules/_helpers.ts'
import { type Answer, isSameRequest, pair, promptTokens, selectAnswers, serialize, textOf } from '../_replies.ts'
import { asStrings, isGreedy, partsOf, withParts } from '../_request.ts'

/**
 * A finding for each reply whose prompt is not longer than the prompt of the same request with fewer parts of a type.
 * @param fewer how many parts of the type the shorter request may have: none, or at least one
 */
export function* findDropped(seen: ConversationSeen, type: string, fewer: 'none' | 'some'): Iterable<Finding> {
  const reported = new Set<number>()
  for (const [a, b] of pair(selectAnswers(seen))) {
    const [few, many] = selectParts(a.ask, type).length < selectParts(b.ask, type).length ? [a, b] : [b, a]
    const fewCount = selectParts(few.ask, type).length
    if (
      reported.has(many.i) ||
      fewCount >= selectParts(many.ask, type).length ||
      (fewer === 'none') !== (fewCount === 0)
    )
      continue
    const tokens = promptTokens(many)
    const fewTokens = promptTokens(few)
    if (!isSameExcept(few.ask, many.ask, type) || tokens === undefined || fewTokens === undefined || tokens > fewTokens)
      continue
    if (fewer === 'none' && answersDiffer(few, many)) continue
    reported.add(many.i)
    yield {
      at: `${many.at}/usage/prompt_tokens`,
      message: `is ${tokens} with ${selectParts(many.ask, type).length} ${type} parts, and ${fewTokens} with ${fewCount} (reply ${few.i}): the additional parts were accepted but not read`,
      got: tokens,
    }
  }
}

function selectParts(ask: Wire, type: string): readonly Wire[] {
  return partsOf(ask).filter((part) => part.type === type)
}

function isSameExcept(few: Wire, many: Wire, type: string): boolean {
  const removeParts = (ask: Wire) => asStrings(withParts(ask, (part) => (part.type === type ? undefined : part)))
  if (!isSameRequest(removeParts(few), removeParts(many))) return false
  const [fewParts, manyParts] = [few, many].map((ask) => selectParts(ask, type).map((part) => serialize(part)))
  return fewParts?.every((part) => manyParts?.includes(part)) === true
}

/** Greedy answers that differ show that the part was read, whatever prompt_tokens says. */
function answersDiffer(a: Answer, b: Answer): boolean {
  return isGreedy(a.ask) && ranToItsEnd(a.seen) && ranToItsEnd(b.seen) && textOf(a) !== textOf(b)
}
