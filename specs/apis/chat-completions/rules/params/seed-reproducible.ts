import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy, integer } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { type Answer, isSameRequest, selectCompleteAnswers, serialize, serializeRequest } from '../_replies.ts'
import { isGreedy } from '../_request.ts'

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
  repeats: true,
  *check(seen) {
    const answers = selectCompleteAnswers(seen)
    const seeded = answers.filter(({ ask }) => integer(ask.seed) !== undefined && !isGreedy(ask))
    const repeated = answers.filter(({ ask }) => isGreedy(ask))
    for (const group of groupBy(seeded, ({ ask }) => serializeRequest(ask)).values()) {
      const fingerprints = new Set(group.map(({ seen: { result } }) => result.system_fingerprint))
      const different = new Set(group.map(describeAnswer))
      const [, , third] = group
      if (!third || fingerprints.size > 1 || different.size < group.length) continue
      // Where the backend does not repeat itself even without sampling, a seed cannot make it do so.
      const greedy = repeated.filter(({ ask }) => isSameRequest(ask, third.ask, 'temperature', 'seed'))
      if (greedy.length < 3 || new Set(greedy.map(describeAnswer)).size > 1) continue
      yield {
        at: `${third.at}/choices/0/message/content`,
        message: `differs from all other answers: ${group.length} equal requests with seed ${third.ask.seed} got ${group.length} different answers, and ${greedy.length} with temperature 0 the same`,
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
