import type { ConversationSeen, Finding, Rule } from '../../../../../src/model/index.ts'
import { groupBy, string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { type Amounts, ENOUGH, measure } from '../_reasoning.ts'
import { type Answer, finishOf, selectCompleteAnswers, serialize, serializeRequest } from '../_replies.ts'

export default {
  says: 'A server that sends its reasoning does so in every form of the reply: also in a stream, and with a tool call that is required.',
  level: 'SHOULD',
  basis: 'client library need',
  source:
    'Clients show the reasoning of plain and streamed replies; agents send it back in the history next to the tool call',
  why: 'The user pays for reasoning that is not shown, or reads it as the answer.',
  mend: 'Apply the reasoning parser in every code path: streams, required tool calls, structured output.',
  wrong: 'without stream "reasoning_content":"They want a sum.", in the stream of the same request only "content":"42"',
  right:
    'without stream "reasoning_content":"They want a sum.", in the stream {"delta":{"reasoning_content":"They want a sum."}}',
  on: ['conversation'],
  *check(seen) {
    yield* findLosses(seen)
  },
} satisfies Rule<'conversation'>

interface Measured extends Answer {
  readonly amounts: Amounts
}

/** Replies that contain reasoning only in their counts, or in their content, although others of the same question show it. */
function* findLosses(seen: ConversationSeen): Iterable<Finding> {
  const answers = selectCompleteAnswers(seen)
  for (const group of groupBy(answers, ({ ask }) => serializeRequest(ask, ...FORM)).values()) {
    const measured = group.flatMap((answer): Measured[] => {
      const amounts = measure(answer.seen, answer.ask)
      return amounts ? [{ ...answer, amounts }] : []
    })
    const shown = measured.filter((answer) => showsAll(answer.amounts) && isAnswered(answer))
    const [first] = shown
    if (!first) continue
    for (const answer of group) {
      const moved = shown.find(({ amounts }) => repeats(answer, amounts.reasoning))
      if (moved) yield describe(answer, `begins with the reasoning that reply ${moved.i} has in its own field`)
    }
    for (const answer of measured) {
      if (measured.some((other) => isSameForm(other, answer) && other.amounts.reasoning)) continue
      if (shown.some(({ amounts }) => repeats(answer, amounts.reasoning))) continue
      const hidden = hiddenTokens(answer.amounts)
      if (hidden)
        yield {
          at: `${answer.at}/choices/0/message`,
          message: `has no reasoning, but ${hidden}; expected it in its own field, as in reply ${first.i}`,
        }
    }
  }
}

/** Fields that choose the form of a reply, and not what it is about. */
const FORM = [
  'tool_choice',
  'response_format',
  'logprobs',
  'top_logprobs',
  'seed',
  'max_tokens',
  'max_completion_tokens',
]

/** The reasoning is there in full. A summary may be left out, and has another length. */
function showsAll({ reasoning, bytes, tokens, reasoningTokens }: Amounts): boolean {
  const length = Buffer.byteLength(reasoning)
  if (length < LEAST) return false
  const perToken = reasoningTokens ? length / reasoningTokens : bytes / tokens
  return perToken >= 2.5 && perToken <= 9
}

/** The fewest bytes of reasoning that are compared. */
const LEAST = 60

/** Replies of one form are made by the same code: they all show the reasoning, or none does. */
function isSameForm(a: Answer, b: Answer): boolean {
  return a.seen.kind === b.seen.kind && serialize(a.ask.tool_choice) === serialize(b.ask.tool_choice)
}

/** The answer is not in the reasoning itself: there is one next to it, or the limit was used up. */
function isAnswered(answer: Measured): boolean {
  return answer.amounts.content.trim() !== '' || answer.amounts.calls > 0 || finishOf(answer) === 'length'
}

/** Tokens of the markup around a tool call, and of the end of a turn. */
const PER_CALL = 40
const MARGIN = 8

/** How the counts show that there was reasoning; undefined if they do not. */
function hiddenTokens({ reasoningTokens, tokens, bytes, calls }: Amounts): string | undefined {
  if (reasoningTokens !== undefined && reasoningTokens > MARGIN)
    return `${reasoningTokens} tokens are counted as reasoning`
  if (tokens > bytes + PER_CALL * calls + MARGIN) return `${tokens} tokens are counted for ${bytes} bytes`
  return undefined
}

function repeats({ seen }: Answer, reasoning: string): boolean {
  const message = choices(seen.result)[0]?.message
  const content = string(message?.content)?.trimStart() ?? ''
  return (
    content.startsWith(reasoning.trim().slice(0, 2 * ENOUGH)) &&
    !isOwn(message?.reasoning_content ?? message?.reasoning)
  )
}

const isOwn = (value: unknown): boolean => typeof value === 'string' && value !== ''

function describe({ at, seen }: Answer, message: string): Finding {
  return {
    at: `${at}/choices/0/message/content`,
    message,
    got: string(choices(seen.result)[0]?.message.content)?.slice(0, 200),
  }
}
