import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { list } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { type Answer, isSameRequest, type Reply, selectAnswers, selectReplies, serialize } from '../_replies.ts'
import { messagesOf } from '../_request.ts'
import { isRefused } from './_forms.ts'

export default {
  says: 'An assistant message that the server sent is accepted as history with all its fields.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'The pattern of both official libraries: messages.append(response.choices[0].message)',
  why: 'Libraries send the message back unchanged, with a null refusal, annotations, empty tool_calls or reasoning, and the second turn fails.',
  mend: 'Accept in a history message every field that the server itself sends in a message.',
  wrong: '{"role": "assistant", "content": "Hi", "tool_calls": []} sent back → 400',
  right: '{"role": "assistant", "content": "Hi", "tool_calls": []} sent back → 200',
  seen: [
    'https://github.com/diegosouzapw/OmniRoute/pull/4350',
    'https://github.com/BerriAI/litellm/issues/30835',
    'https://github.com/vllm-project/vllm/pull/49346',
    'https://github.com/vllm-project/vllm/issues/12937',
    'https://github.com/vllm-project/vllm/pull/12788',
    'https://github.com/vllm-project/vllm/issues/16678',
  ],
  on: ['conversation'],
  *check(seen) {
    const replies = selectAnswers(seen)
    for (const later of selectReplies(seen)) {
      if (!isRefused(later) || later.seen.owed === 'refusal') continue
      const origin = replies.find((reply) => reply.i < later.i && continues(reply, later))
      const status = later.seen.exchange.status
      if (origin)
        yield {
          at: `${later.at}/status`,
          message: `is ${status} when the server's own message (reply ${origin.i}) is sent back unchanged`,
          got: status,
        }
    }
  },
} satisfies Rule<'conversation'>

/** Fields that may change between the turns of a conversation. */
const PER_TURN = ['messages', 'tool_choice', 'max_tokens', 'max_completion_tokens']

/** The later request is the earlier one, the message that answered it, and plain messages after that. */
function continues(earlier: Answer, later: Reply): boolean {
  const answer = choices(earlier.seen.result)[0]?.message
  const earlierMessages = messagesOf(earlier.ask)
  const laterMessages = messagesOf(later.ask)
  // A message without its role is refused for that: message/role and stream/role-first report it.
  if (answer?.role !== 'assistant' || !isSameRequest(earlier.ask, later.ask, ...PER_TURN)) return false
  const expected = [...earlierMessages, answer]
  return (
    serialize(laterMessages.slice(0, expected.length)) === serialize(expected) &&
    laterMessages.slice(expected.length).every(isPlain)
  )
}

function isPlain({ role, content }: Wire): boolean {
  return (role === 'user' || role === 'tool') && !list(content).length && typeof content === 'string'
}
