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
  const answers = selectAnswers(seen).flatMap((answer) => {
    const tokens = promptTokens(answer)
    const parts = partsOf(answer.ask).filter((part) => part.type === type)
    return tokens === undefined ? [] : [{ ...answer, tokens, parts: parts.map((part) => serialize(part)) }]
  })
  for (const [a, b] of pair(answers)) {
    const [few, many] = a.parts.length < b.parts.length ? [a, b] : [b, a]
    const isFewer = few.parts.length < many.parts.length && few.parts.every((part) => many.parts.includes(part))
    if (!isFewer || (fewer === 'none') !== (few.parts.length === 0)) continue
    if (reported.has(many.i) || many.tokens > few.tokens) continue
    if (!isSameRequest(removeParts(few.ask, type), removeParts(many.ask, type))) continue
    if (areAnswersDifferent(few, many)) continue
    reported.add(many.i)
    yield {
      at: `${many.at}/usage/prompt_tokens`,
      message: `is ${many.tokens} with ${many.parts.length} ${type} parts, and ${few.tokens} with ${few.parts.length} (reply ${few.i}): the additional parts were accepted but not read`,
      got: many.tokens,
    }
  }
}

function removeParts(ask: Wire, type: string): Wire {
  return asStrings(withParts(ask, (part) => (part.type === type ? undefined : part)))
}

/** Greedy answers that differ show that the part was read, whatever prompt_tokens says. */
function areAnswersDifferent(a: Answer, b: Answer): boolean {
  return isGreedy(a.ask) && ranToItsEnd(a.seen) && ranToItsEnd(b.seen) && textOf(a) !== textOf(b)
}
