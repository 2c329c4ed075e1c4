/** Replies that go on beyond their token limit. */
import type { Finding, JsonSeen, StreamSeen } from '../../../../../src/model/index.ts'
import { isFarOver, type LimitName, spent } from './_limit.ts'

/** A finding for a reply with more tokens than the limit allows; one for each choice may be the token that ends it. */
export function* over(seen: JsonSeen | StreamSeen, name: LimitName): Iterable<Finding> {
  const found = spent(seen, name)
  if (found && found.tokens > found.allowed + found.choices)
    yield {
      at: found.at,
      message: `is ${found.tokens} tokens, and ${name} allows ${found.allowed}`,
      got: found.tokens,
    }
  const far = isFarOver(seen, name)
  if (far) yield { at: far.at, message: `has ${far.words} words, far more than ${name} allows tokens`, got: far.words }
}
