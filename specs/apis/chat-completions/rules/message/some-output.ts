import type { ConversationSeen, Finding, JsonSeen, Rule, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, integer } from '../../../../rules/_helpers.ts'
import { choices, reasoningTokens, usage } from '../_chat.ts'
import { hasOutput, reasoning } from '../_reasoning.ts'
import {
  type Answer,
  completionTokens,
  type Ending,
  endingsOf,
  isRepeatable,
  isSameRequest,
  selectCompleteAnswers,
} from '../_replies.ts'
import { isNearlyGreedy, promptOf, stopsOf } from '../_request.ts'

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
  on: ['json', 'stream', 'conversation'],
  of: ['chat'],
  repeats: true,
  extent: 'beginning',
  *check(seen) {
    yield* seen.kind === 'conversation' ? findLostTexts(seen) : findEmptyMessages(seen)
  },
} satisfies Rule<'json' | 'stream' | 'conversation'>

function* findEmptyMessages(seen: JsonSeen | StreamSeen): Iterable<Finding> {
  const answers = choices(seen.result)
  // Where one choice has an output, nobody knows how many of the tokens were those of the others.
  const isNothing = answers.every(({ message }) => !hasOutput(message))
  for (const { at, choice, message } of answers) {
    if (choice.finish_reason !== 'stop' && choice.finish_reason !== 'tool_calls') continue
    if (hasOutput(message)) continue
    const hasReasoning = reasoning(message) !== ''
    // params/stop-not-in-reasoning covers reasoning that a stop sequence has ended.
    if (hasReasoning && choice.finish_reason === 'stop' && stopsOf(asked(seen)).length) continue
    const allowed = (MAX_CONTROL_TOKENS + stopTokens(asked(seen))) * answers.length
    if (hasReasoning || (isNothing && countOutputTokens(seen) > allowed))
      yield {
        at: `${at}/message`,
        message: hasReasoning
          ? `has reasoning but no output, although finish_reason is ${choice.finish_reason}`
          : `is empty after ${countOutputTokens(seen)} tokens, although finish_reason is ${choice.finish_reason}`,
      }
  }
}

/** The most tokens that a stop string has, which were generated and are not part of the text. */
function stopTokens(ask: Wire): number {
  return Math.max(0, ...stopsOf(ask).map(({ length }) => Math.ceil(length / 2)))
}

/** Completion tokens that were not counted as reasoning. */
function countOutputTokens(seen: JsonSeen | StreamSeen): number {
  const counts = usage(seen)
  return (integer(counts?.completion_tokens) ?? 0) - reasoningTokens(counts)
}

/** Texts that lack their end, or all of it, as the same text in another reply shows. */
function* findLostTexts(seen: ConversationSeen): Iterable<Finding> {
  const replies = selectCompleteAnswers(seen)
  for (const reply of replies)
    for (const ending of endingsOf(reply)) {
      if (ending.reason !== 'stop') continue
      const lost = replies.flatMap((other) => findLost(reply, ending, other) ?? [])[0]
      if (lost)
        yield {
          at: `${ending.at}/message/content`,
          message: `ends before ${JSON.stringify(lost.text.slice(0, 60))}, which the same answer has in reply ${lost.by}`,
          got: ending.text,
        }
    }
}

/** The end of the same text in another reply that this reply lacks. */
function findLost(reply: Answer, { text }: Ending, other: Answer): { text: string; by: number } | undefined {
  if (other === reply) return undefined
  const isSameText = isSameRequest(reply.ask, other.ask)
    ? isSameLength(reply, other) && isNearlyGreedy(reply.ask)
    : stopsOf(reply.ask).length > 0 && isRepeatable(text, reply.ask) && isSameRequest(reply.ask, other.ask, 'stop')
  if (!isSameText) return undefined
  for (const { text: longer, reason } of endingsOf(other)) {
    if (reason !== 'stop' || !longer.startsWith(text.trimEnd())) continue
    const complete = beforeStop(longer, reply.ask)
    const rest = complete.slice(text.trimEnd().length).trim()
    // A text that repeats words of the prompt has no remainder of a template, and nothing twice.
    if (/[\p{L}\p{N}]/u.test(rest) && promptOf(reply.ask).includes(complete.trim())) return { text: rest, by: other.i }
  }
  return undefined
}

/** Both replies have the same number of tokens. */
function isSameLength(a: Answer, b: Answer): boolean {
  const tokens = completionTokens(a)
  return tokens !== undefined && tokens > MAX_CONTROL_TOKENS && tokens === completionTokens(b)
}

/** The text up to the first stop string, or to the beginning of one at its end. */
function beforeStop(text: string, ask: Wire): string {
  const stops = stopsOf(ask)
  const ends = stops.flatMap((stop) => {
    const found = text.indexOf(stop)
    if (found >= 0) return [found]
    const begun = Array.from(stop, (_, i) => stop.slice(0, i + 1)).findLast((part) => text.endsWith(part))
    return begun === undefined ? [] : [text.length - begun.length]
  })
  return text.slice(0, Math.min(text.length, ...ends))
}
