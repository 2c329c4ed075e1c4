import type { ConversationSeen, Rule } from '../../../../../src/model/index.ts'
import { asked, list, object, string } from '../../../../rules/_helpers.ts'

export default {
  says: 'A model that answers is listed, and a model that is listed answers.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI Model › id (can be referenced in the API endpoints)',
  why: 'Users pick a model from the list and get 404, or never find the one that works.',
  mend: 'List the names under which requests are served.',
  wrong: 'GET /models → ["a"], model "a" → 404',
  right: 'GET /models → ["a"], model "a" → 200',
  on: ['conversation'],
  *check(seen) {
    const ids = listed(seen)
    if (!ids) return
    for (const [i, reply] of seen.replies.entries()) {
      const model = string(asked(reply).model)
      if (reply.request.endpoint !== 'chat' || !model || reply.owed !== 'success') continue
      if (reply.kind === 'error' && reply.status === 404 && ids.has(model))
        yield { at: `/replies/${i}/status`, message: `is 404 for the listed model ${JSON.stringify(model)}`, got: 404 }
      // An alias is lawful: the reply then names a model that is listed.
      if ((reply.kind === 'json' || reply.kind === 'stream') && !ids.has(model) && !isListed(ids, reply.result.model))
        yield {
          at: `/replies/${i}/model`,
          message: `answers as ${JSON.stringify(model)}, which is not listed`,
          got: reply.result.model,
        }
    }
  },
} satisfies Rule<'conversation'>

/** The ids of a right list; undefined where there is none, or one that other rules are about. */
function listed({ replies }: ConversationSeen): Set<string> | undefined {
  const lists = replies.flatMap((reply) =>
    reply.kind === 'json' && reply.endpoint === 'models' && Array.isArray(reply.result.data)
      ? [list(reply.result.data)]
      : [],
  )
  if (!lists.length) return undefined
  return new Set(lists.flat().flatMap((entry) => string(object(entry)?.id) ?? []))
}

function isListed(ids: ReadonlySet<string>, model: unknown): boolean {
  return typeof model === 'string' && ids.has(model)
}
