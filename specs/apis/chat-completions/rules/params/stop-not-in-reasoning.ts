import type { Rule } from '../../../../../src/model/index.ts'
import { list } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { type Answer, finishOf, isSameRequest, selectCompleteAnswers, textOf } from '../_replies.ts'
import { reasoning } from '../_reasoning.ts'
import { stopsOf } from '../_request.ts'

export default {
  says: 'A stop sequence ends the answer, and not the reasoning before it.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'OpenAPI CreateChatCompletionRequest › stop (about the returned text); clients choose stop strings for the answer and do not see the reasoning in advance',
  why: 'The reasoning mentions the stop string first, so that the reply ends without an answer.',
  mend: 'Look for stop sequences only after the end of the reasoning.',
  wrong: 'stop: "\\n\\n" → "reasoning_content":"First I add the numbers.", "content":"", "finish_reason":"stop"',
  right: 'stop: "\\n\\n" → "reasoning_content":"First I add the numbers.\\n\\nThat is 42.", "content":"42", "finish_reason":"stop"',
  on: ['conversation'],
  *check(seen) {
    const replies = selectCompleteAnswers(seen)
    for (const ended of replies) {
      const stops = stopsOf(ended.ask)
      if (!stops.length || finishOf(ended) !== 'stop' || hasOutput(ended) || !reasoningOf(ended)) continue
      const without = replies.find((other) => isAnsweredWithout(other, ended, stops))
      if (without)
        yield {
          at: `${ended.at}/choices/0/message/content`,
          message: `is empty: the reply ends in its reasoning, which has ${JSON.stringify(stops.find((stop) => reasoningOf(without).includes(stop)))} in reply ${without.i}, the same request without stop`,
        }
    }
  },
} satisfies Rule<'conversation'>

/** The same request without a stop sequence has an answer, after reasoning that contains one of them. */
function isAnsweredWithout(other: Answer, ended: Answer, stops: readonly string[]): boolean {
  if (stopsOf(other.ask).length || !isSameRequest(other.ask, ended.ask, 'stop')) return false
  return hasOutput(other) && stops.some((stop) => reasoningOf(other).includes(stop))
}

function reasoningOf({ seen }: Answer): string {
  return reasoning(choices(seen.result)[0]?.message ?? {})
}

function hasOutput(answer: Answer): boolean {
  const calls = choices(answer.seen.result)[0]?.message.tool_calls
  return Boolean(textOf(answer)?.trim()) || list(calls).length > 0
}
