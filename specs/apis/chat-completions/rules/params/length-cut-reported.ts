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
  says: 'An answer that was cut by the token limit ends with finish_reason length.',
  level: 'MUST',
  basis: 'published description',
  source:
    'OpenAPI CreateChatCompletionResponse › choices › finish_reason (length: the maximum number of tokens was reached)',
  why: 'Clients cannot know that the answer is incomplete: they store half an answer or run a tool with half its arguments.',
  mend: 'Report length whenever the limit ended the answer, in streams and for tool calls too.',
  wrong: '{"max_tokens": 5} → {"finish_reason": "stop", "message": {"content": "One two three four five"}}',
  right: '{"max_tokens": 5} → {"finish_reason": "length", "message": {"content": "One two three four five"}}',
  seen: ['https://github.com/mudler/LocalAI/issues/3533', 'https://github.com/llm-d/llm-d-inference-sim/issues/29'],
  on: ['json', 'stream', 'conversation'],
  of: ['chat'],
  *check(seen) {
    yield* seen.kind === 'conversation' ? findCutTexts(seen) : findCutCalls(seen)
  },
} satisfies Rule<'json' | 'stream' | 'conversation'>

/** The text ends here, but continues in the reply to the same request with a higher limit. */
function* findCutTexts(seen: ConversationSeen): Iterable<Finding> {
  const replies = answered(seen).filter(isWhole)
  for (const cut of replies) {
    const longer = replies.find((other) => continuesIn(cut, other))
    if (longer)
      yield {
        at: `${cut.at}/choices/0/finish_reason`,
        message: `is "stop"; expected "length", because the same text continues with a higher limit (reply ${longer.i})`,
        got: finishOf(cut),
      }
  }
}

function continuesIn(cut: Answered, other: Answered): boolean {
  const limit = limitOf(cut.ask)
  const rest = (ask: Wire) => canonical(without(ask, 'max_tokens', 'max_completion_tokens', 'stream', 'stream_options'))
  if (finishOf(cut) !== 'stop' || !(limitOf(other.ask) > limit) || rest(cut.ask) !== rest(other.ask)) return false
  const [cutText, longText] = [textOf(cut) ?? '', textOf(other) ?? '']
  // Below its limit the text may have ended by itself, and a sampled text may end anywhere.
  if (!cutText.trim() || !isGreedy(cut.ask) || (completionTokens(cut) ?? limit) < limit) return false
  return longText.length > cutText.length && longText.startsWith(cutText)
}

function limitOf(ask: Wire): number {
  return integer(ask.max_completion_tokens) ?? integer(ask.max_tokens) ?? Number.POSITIVE_INFINITY
}

/** The arguments of a call are incomplete, and the reply used all of its tokens. */
function* findCutCalls(seen: JsonSeen | StreamSeen): Iterable<Finding> {
  if (!reachedLimit(seen) || !asked(seen).tools) return
  const incomplete = calls(seen.result).filter(({ fn }) => isUnfinished(string(fn.arguments) ?? ''))
  for (const { at, choice } of choices(seen.result)) {
    const { finish_reason: reason } = choice
    const isCut = incomplete.some((call) => call.choice.at === at)
    if (isCut && (reason === 'stop' || reason === 'tool_calls'))
      yield {
        at: `${at}/finish_reason`,
        message: `is "${reason}"; expected "length", because the arguments of a call are incomplete and the token limit was reached`,
        got: reason,
      }
  }
}
