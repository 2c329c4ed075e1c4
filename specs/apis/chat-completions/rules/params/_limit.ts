/** Token limits, and how far a reply exceeds them. */
import type { Finding, JsonSeen, StreamSeen } from '../../../../../src/model/index.ts'
import { asked, integer, list, object, string } from '../../../../rules/_helpers.ts'
import { choices, reasoningTokens, usage } from '../_chat.ts'

type LimitName = 'max_tokens' | 'max_completion_tokens'

interface TokenCount {
  /** Where the number was read. */
  readonly at: string
  readonly tokens: number
  /** What the limit allows for all choices together. */
  readonly allowed: number
  readonly choices: number
}

/** A finding for a reply with more tokens than the limit allows. One more for each choice may be its end token. */
export function* findOverLimit(seen: JsonSeen | StreamSeen, name: LimitName): Iterable<Finding> {
  const count = countTokens(seen, name)
  if (count && count.tokens > count.allowed + count.choices) yield reportOverLimit(count, name)
  yield* findFarOver(seen, name)
}

export function reportOverLimit({ at, tokens, allowed }: TokenCount, name: LimitName): Finding {
  return { at, message: `is ${tokens} tokens; expected at most ${allowed} (${name})`, got: tokens }
}

/** The tokens of a reply compared with a limit of the request; undefined without the limit or without a count. */
export function countTokens(seen: JsonSeen | StreamSeen, name: LimitName): TokenCount | undefined {
  const ask = asked(seen)
  const limit = integer(ask[name])
  // Rejected tokens of a prediction are counted as well.
  if (limit === undefined || limit < 1 || ask.prediction) return undefined
  const count = Math.max(1, choices(seen.result).length)
  const tokens = countByUsage(seen, name) ?? countByLogprobs(seen)
  return tokens && { ...tokens, allowed: limit * count, choices: count }
}

function countByUsage(seen: JsonSeen | StreamSeen, name: LimitName): { at: string; tokens: number } | undefined {
  const counts = usage(seen)
  const tokens = integer(counts?.completion_tokens)
  if (tokens === undefined) return undefined
  // Only max_completion_tokens is documented to include reasoning.
  const reasoning = name === 'max_tokens' ? reasoningTokens(counts) : 0
  return { at: '/usage/completion_tokens', tokens: tokens - reasoning }
}

/** Without usage the entries of logprobs are counted. */
function countByLogprobs({ result }: JsonSeen | StreamSeen): { at: string; tokens: number } | undefined {
  const lists = choices(result).map(({ choice }) => list(object(choice.logprobs)?.content).length)
  const tokens = lists.reduce((sum, length) => sum + length, 0)
  return tokens ? { at: '/choices/0/logprobs/content', tokens } : undefined
}

/** No tokenizer puts this many words of prose into one token. */
const WORDS_PER_TOKEN = 8

/** The first content with far more words than the limit allows tokens, in a reply without any token count. */
function* findFarOver(seen: JsonSeen | StreamSeen, name: LimitName): Iterable<Finding> {
  const limit = integer(asked(seen)[name])
  if (limit === undefined || limit < 1 || usage(seen) || countByLogprobs(seen)) return
  for (const { at, message } of choices(seen.result)) {
    const words = (string(message.content) ?? '').split(/\s+/).filter(Boolean).length
    if (words > WORDS_PER_TOKEN * (limit + 2))
      return yield {
        at: `${at}/message/content`,
        message: `has ${words} words, far more than the number of tokens that ${name} allows`,
        got: words,
      }
  }
}
