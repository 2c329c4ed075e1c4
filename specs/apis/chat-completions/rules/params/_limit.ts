/** Token limits, and how far a reply goes beyond them. */
import type { JsonSeen, StreamSeen } from '../../../../../src/model/index.ts'
import { asked, integer, list, object, string } from '../../../../rules/_helpers.ts'
import { choices, usage } from '../_chat.ts'

export type LimitName = 'max_tokens' | 'max_completion_tokens'

export interface Spent {
  /** Where the number was read. */
  readonly at: string
  readonly tokens: number
  /** What the limit allows all choices together. */
  readonly allowed: number
  readonly choices: number
}

/** What the choices of a reply cost against a limit of the request; undefined without the limit or a way to tell. */
export function spent(seen: JsonSeen | StreamSeen, name: LimitName): Spent | undefined {
  const ask = asked(seen)
  const limit = integer(ask[name])
  // A predicted text that was thrown away is counted as well.
  if (limit === undefined || limit < 1 || ask.prediction) return undefined
  const count = Math.max(1, choices(seen.result).length)
  const tokens = counted(seen, name) ?? listed(seen)
  return tokens && { ...tokens, allowed: limit * count, choices: count }
}

function counted(seen: JsonSeen | StreamSeen, name: LimitName): { at: string; tokens: number } | undefined {
  const { completion_tokens: all, completion_tokens_details: details } = usage(seen) ?? {}
  const tokens = integer(all)
  if (tokens === undefined) return undefined
  // Only the newer limit says that it holds for thoughts too.
  const thoughts = name === 'max_tokens' ? (integer(object(details)?.reasoning_tokens) ?? 0) : 0
  return { at: '/usage/completion_tokens', tokens: tokens - thoughts }
}

/** Without usage the entries of logprobs are as good. */
function listed({ result }: JsonSeen | StreamSeen): { at: string; tokens: number } | undefined {
  const lists = choices(result).map(({ choice }) => list(object(choice.logprobs)?.content).length)
  const tokens = lists.reduce((sum, length) => sum + length, 0)
  return tokens ? { at: '/choices/0/logprobs/content', tokens } : undefined
}

/** No vocabulary puts this many words of running text into one token. */
const WORDS_PER_TOKEN = 8

/** A text without any count of its tokens that has far more words than tokens are allowed. */
export function isFarOver(seen: JsonSeen | StreamSeen, name: LimitName): { at: string; words: number } | undefined {
  const limit = integer(asked(seen)[name])
  if (limit === undefined || limit < 1 || usage(seen) || listed(seen)) return undefined
  for (const { at, message } of choices(seen.result)) {
    const words = (string(message.content) ?? '').split(/\s+/).filter(Boolean).length
    if (words > WORDS_PER_TOKEN * (limit + 2)) return { at: `${at}/message/content`, words }
  }
  return undefined
}
