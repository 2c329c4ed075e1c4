import type { ConversationSeen, Finding, JsonSeen, Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { asked, string } from '../../../../rules/_helpers.ts'
import { calls, choices } from '../_chat.ts'
import {
  type Answer,
  completionTokens,
  type Ending,
  endingsOf,
  isRepeatable,
  isSameRequest,
  selectCompleteAnswers,
} from '../_replies.ts'
import { formatOf, stopsOf, tokenLimit } from '../_request.ts'
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
  repeats: true,
  *check(seen) {
    yield* seen.kind === 'conversation' ? findCutTexts(seen) : findCutCalls(seen)
  },
} satisfies Rule<'json' | 'stream' | 'conversation'>

/** The text ends here, but continues in the reply to the same request with a higher limit. */
function* findCutTexts(seen: ConversationSeen): Iterable<Finding> {
  const replies = selectCompleteAnswers(seen)
  for (const cut of replies)
    for (const ending of endingsOf(cut)) {
      const longer = ending.reason === 'stop' && replies.find((other) => continuesIn(cut, ending, other))
      if (longer)
        yield {
          at: `${ending.at}/finish_reason`,
          message: `is "stop"; expected "length", because the same text continues with a higher limit (reply ${longer.i})`,
          got: ending.reason,
        }
    }
}

function continuesIn(cut: Answer, { text }: Ending, other: Answer): boolean {
  const limit = tokenLimit(cut.ask) ?? Number.POSITIVE_INFINITY
  if ((tokenLimit(other.ask) ?? Number.POSITIVE_INFINITY) <= limit) return false
  if (!isSameRequest(cut.ask, other.ask, 'max_tokens', 'max_completion_tokens', 'stop')) return false
  // A stop string may have ended it, unless the longer text goes beyond the same strings.
  if (!stopsOf(cut.ask).every((stop) => stopsOf(other.ask).includes(stop))) return false
  // structured/truncation-flagged reports JSON that was cut.
  if (formatOf(cut.ask) !== 'text' && isUnfinished(text) && reachedLimit(cut.seen)) return false
  // Below its limit the text may have ended by itself, and a sampled text may end anywhere.
  if (!isRepeatable(text, cut.ask) || !mayHaveReached(cut, limit)) return false
  return endingsOf(other).some((longer) => longer.text.length > text.length && longer.text.startsWith(text))
}

/** Every choice used all of its tokens. Of a single choice this is taken for granted where there is no count. */
function mayHaveReached(cut: Answer, limit: number): boolean {
  const count = choices(cut.seen.result).length
  const tokens = completionTokens(cut)
  return tokens === undefined ? count === 1 : tokens >= limit * count
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
