import type { ConversationSeen, Rule } from '../../../../../src/model/index.ts'
import { asked, list, object, string } from '../../../../rules/_helpers.ts'

export default {
  says: 'Every model that answers is listed, and every listed model answers.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI Model › id (can be referenced in the API endpoints)',
  why: 'Users pick a model from the list and get a 404, or never find the model that works.',
  mend: 'List exactly the names under which requests are served.',
  wrong: 'GET /models → ["a"], model "a" → 404',
  right: 'GET /models → ["a"], model "a" → 200',
  on: ['conversation'],
  *check(seen) {
    const ids = readListedIds(seen)
    if (!ids) return
    for (const [i, reply] of seen.replies.entries()) {
      const model = string(asked(reply).model)
      if (reply.request.endpoint !== 'chat' || !model || reply.owed !== 'success') continue
      if (reply.kind === 'error' && reply.status === 404 && ids.has(model))
        yield {
          at: `/replies/${i}/status`,
          message: `is 404, although GET /models lists ${JSON.stringify(model)}`,
          got: 404,
        }
      // An alias is allowed if the reply names a listed model.
      if ((reply.kind === 'json' || reply.kind === 'stream') && !ids.has(model) && !isListed(ids, reply.result.model))
        yield {
          at: `/replies/${i}/model`,
          message: `is not listed by GET /models, and neither is the requested ${JSON.stringify(model)}`,
          got: reply.result.model,
        }
    }
  },
} satisfies Rule<'conversation'>

/** The listed ids; undefined without a valid list, which other rules report. */
function readListedIds({ replies }: ConversationSeen): Set<string> | undefined {
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
