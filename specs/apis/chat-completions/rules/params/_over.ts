/** Replies that exceed their token limit. */
import type { Finding, JsonSeen, StreamSeen } from '../../../../../src/model/index.ts'
import { countTokens, findFarOver, type LimitName } from './_limit.ts'

/** A finding for a reply with more tokens than the limit allows. One more for each choice may be its end token. */
export function* findOverLimit(seen: JsonSeen | StreamSeen, name: LimitName): Iterable<Finding> {
  const count = countTokens(seen, name)
  if (count && count.tokens > count.allowed + count.choices)
    yield {
      at: count.at,
      message: `is ${count.tokens} tokens; expected at most ${count.allowed} (${name})`,
      got: count.tokens,
    }
  const far = findFarOver(seen, name)
  if (far)
    yield {
      at: far.at,
      message: `has ${far.words} words, far more than the number of tokens that ${name} allows`,
      got: far.words,
    }
}
