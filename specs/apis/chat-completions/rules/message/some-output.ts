import type { JsonSeen, Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { asked, integer, list } from '../../../../rules/_helpers.ts'
import { choices, reasoningTokens, usage } from '../_chat.ts'
import { hasOutput, reasoning } from '../_reasoning.ts'
import { stopsOf } from '../_request.ts'

/** A model may end at once, but it does not generate more control tokens than this. */
const MAX_CONTROL_TOKENS = 4

export default {
  says: 'A finished message contains what was generated: text, tool calls, a refusal, audio or a function call.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference reports length when the limit was used up before any output',
  why: 'The caller pays for tokens and gets an empty answer that looks like a success.',
  mend: 'Put the answer into content even if the reasoning or tool parser claims it, and report length if the limit cut it off.',
  wrong: '{"content":null,"reasoning_content":"{\\"answer\\":42}"} with finish_reason stop',
  right: '{"content":"{\\"answer\\":42}","reasoning_content":"…"} with finish_reason stop',
  seen: ['https://github.com/vllm-project/vllm/issues/48863', 'https://github.com/vllm-project/vllm/issues/50948'],
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'beginning',
  *check(seen) {
    const isOnlyChoice = list(seen.result.choices).length === 1
    for (const { at, choice, message } of choices(seen.result)) {
      if (choice.finish_reason !== 'stop' && choice.finish_reason !== 'tool_calls') continue
      if (hasOutput(message)) continue
      const hasReasoning = reasoning(message) !== ''
      // params/stop-not-in-reasoning covers reasoning that a stop sequence has ended.
      if (hasReasoning && choice.finish_reason === 'stop' && stopsOf(asked(seen)).length) continue
      if (hasReasoning || (isOnlyChoice && countOutputTokens(seen) > MAX_CONTROL_TOKENS))
        yield {
          at: `${at}/message`,
          message: hasReasoning
            ? `has reasoning but no output, although finish_reason is ${choice.finish_reason}`
            : `is empty after ${countOutputTokens(seen)} tokens, although finish_reason is ${choice.finish_reason}`,
        }
    }
  },
} satisfies Rule<'json' | 'stream'>

/** Completion tokens that were not counted as reasoning. */
function countOutputTokens(seen: JsonSeen | StreamSeen): number {
  const counts = usage(seen)
  return (integer(counts?.completion_tokens) ?? 0) - reasoningTokens(counts)
}
