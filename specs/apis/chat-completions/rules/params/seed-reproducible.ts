import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy, integer } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { type Answer, selectCompleteAnswers, serialize, serializeRequest } from '../_replies.ts'

export default {
  says: 'Equal requests with a seed get equal answers, as far as the server can ensure it.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › seed (best effort; determinism is not guaranteed)',
  why: 'Evaluations are repeated with a seed: if all of three runs differ, the seed has no effect.',
  mend: 'Initialise the sampler of each request with seed, and change system_fingerprint when the backend changes.',
  wrong: '{"seed": 42} three times → three different answers, one system_fingerprint',
  right: '{"seed": 42} three times → the same answer',
  on: ['conversation'],
  *check(seen) {
    const seeded = selectCompleteAnswers(seen).filter(({ ask }) => integer(ask.seed) !== undefined)
    for (const group of groupBy(seeded, ({ ask }) => serializeRequest(ask)).values()) {
      const fingerprints = new Set(group.map(({ seen: { result } }) => result.system_fingerprint))
      const answers = new Set(group.map(describeAnswer))
      const [, , third] = group
      if (!third || fingerprints.size > 1 || answers.size < group.length) continue
      yield {
        at: `${third.at}/choices/0/message/content`,
        message: `differs from all other answers: ${group.length} equal requests with seed ${third.ask.seed} got ${group.length} different answers`,
        got: choices(third.seen.result)[0]?.message.content,
      }
    }
  },
} satisfies Rule<'conversation'>

/** The content and calls of the choices, without the ids of the calls. */
function describeAnswer({ seen: { result } }: Answer): string {
  return serialize(
    choices(result).map(({ message }) => [message.content, serialize(message.tool_calls).replace(/"id":"[^"]*"/g, '')]),
  )
}
