import type { ConversationSeen, Finding, JsonSeen, Rule, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, integer, string } from '../../../../rules/_helpers.ts'
import { calls, choices } from '../_chat.ts'
import {
  type Answered,
  answered,
  canonical,
  completionTokens,
  finishOf,
  isGreedy,
  isWhole,
  textOf,
  without,
} from '../conversation/_compare.ts'
import { isUnfinished, reachedLimit } from '../structured/_format.ts'

export default {
  says: 'An answer that the token limit cut ends with finish_reason length.',
  level: 'MUST',
  basis: 'published description',
  source:
    'OpenAPI CreateChatCompletionResponse › choices › finish_reason (length: the maximum number of tokens was reached)',
  why: 'Clients cannot know that the answer is not whole: they store half a text or run a tool with half its arguments.',
  mend: 'Report length whenever the limit ended the answer, in streams and for tool calls too.',
  wrong: '{"max_tokens": 5} → {"finish_reason": "stop", "message": {"content": "One two three four five"}}',
  right: '{"max_tokens": 5} → {"finish_reason": "length", "message": {"content": "One two three four five"}}',
  seen: ['https://github.com/mudler/LocalAI/issues/3533', 'https://github.com/llm-d/llm-d-inference-sim/issues/29'],
  on: ['json', 'stream', 'conversation'],
  of: ['chat'],
  *check(seen) {
    yield* seen.kind === 'conversation' ? shorterThanBefore(seen) : halfACall(seen)
  },
} satisfies Rule<'json' | 'stream' | 'conversation'>

/** The same request under a wider limit went on where this one ends. */
function* shorterThanBefore(seen: ConversationSeen): Iterable<Finding> {
  const replies = answered(seen).filter(isWhole)
  for (const cut of replies) {
    const longer = replies.find((other) => goesOn(cut, other))
    if (longer)
      yield {
        at: `${cut.at}/choices/0/finish_reason`,
        message: `is not length, and under a wider limit the same text goes on (reply ${longer.i})`,
        got: finishOf(cut),
      }
  }
}

function goesOn(cut: Answered, other: Answered): boolean {
  const limit = limitOf(cut.ask)
  const rest = (ask: Wire) => canonical(without(ask, 'max_tokens', 'max_completion_tokens', 'stream', 'stream_options'))
  if (finishOf(cut) !== 'stop' || !(limitOf(other.ask) > limit) || rest(cut.ask) !== rest(other.ask)) return false
  const [half, whole] = [textOf(cut) ?? '', textOf(other) ?? '']
  // Short of its limit it may have ended of its own accord, and so may a sampled text.
  if (!half.trim() || !isGreedy(cut.ask) || (completionTokens(cut) ?? limit) < limit) return false
  return whole.length > half.length && whole.startsWith(half)
}

function limitOf(ask: Wire): number {
  return integer(ask.max_completion_tokens) ?? integer(ask.max_tokens) ?? Number.POSITIVE_INFINITY
}

/** The arguments of a call end in the middle, just where the tokens did. */
function* halfACall(seen: JsonSeen | StreamSeen): Iterable<Finding> {
  if (!reachedLimit(seen) || !asked(seen).tools) return
  const halves = calls(seen.result).filter(({ fn }) => isUnfinished(string(fn.arguments) ?? ''))
  for (const { at, choice } of choices(seen.result)) {
    const { finish_reason: reason } = choice
    const half = halves.find((call) => call.choice.at === at)
    if (half && (reason === 'stop' || reason === 'tool_calls'))
      yield { at: `${at}/finish_reason`, message: 'is not length, though a call ends where the tokens do', got: reason }
  }
}
