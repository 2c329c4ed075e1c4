import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy, integer } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { type Answered, answered, canonical, isWhole, without } from '../conversation/_compare.ts'

export default {
  says: 'Equal requests with a seed have equal answers, as far as the server can manage.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › seed (best effort; determinism is not guaranteed)',
  why: 'Evaluations are repeated with a seed: if no two of three runs agree, it is not used at all.',
  mend: 'Seed the sampler of each request with it, and change system_fingerprint when the backend changes.',
  wrong: '{"seed": 42} three times → three different answers, one system_fingerprint',
  right: '{"seed": 42} three times → the same answer',
  on: ['conversation'],
  *check(seen) {
    const seeded = answered(seen).filter((reply) => isWhole(reply) && integer(reply.ask.seed) !== undefined)
    for (const [, same] of groupBy(seeded, ({ ask }) => canonical(without(ask, 'stream', 'stream_options')))) {
      const fingerprints = new Set(same.map(({ seen: { result } }) => result.system_fingerprint))
      const said = new Set(same.map(spoken))
      const [, , third] = same
      if (!third || fingerprints.size > 1 || said.size < same.length) continue
      yield {
        at: `${third.at}/choices/0/message/content`,
        message: `differs from every other of ${same.length} answers to one request with seed ${third.ask.seed}`,
        got: choices(third.seen.result)[0]?.message.content,
      }
    }
  },
} satisfies Rule<'conversation'>

/** What the choices say, without the ids of calls. */
function spoken({ seen: { result } }: Answered): string {
  return canonical(
    choices(result).map(({ message }) => [message.content, canonical(message.tool_calls).replace(/"id":"[^"]*"/g, '')]),
  )
}
