import type { Rule } from '../../../../../src/model/index.ts'
import { asked, string } from '../../../../rules/_helpers.ts'
import { listedModels } from '../_replies.ts'

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
    const ids = listedModels(seen)
    if (!ids) return
    for (const [i, reply] of seen.replies.entries()) {
      const model = string(asked(reply).model)
      if (reply.request.endpoint !== 'chat' || !model || reply.owed !== 'success') continue
      if (reply.kind === 'error' && reply.status === 404 && ids.includes(model))
        yield {
          at: `/replies/${i}/status`,
          message: `is 404, although GET /models lists ${JSON.stringify(model)}`,
          got: 404,
        }
      // An alias is allowed if the reply names a listed model.
      if (
        (reply.kind === 'json' || reply.kind === 'stream') &&
        !ids.includes(model) &&
        !ids.some((id) => id === reply.result.model)
      )
        yield {
          at: `/replies/${i}/model`,
          message: `is not listed by GET /models, and neither is the requested ${JSON.stringify(model)}`,
          got: reply.result.model,
        }
    }
  },
} satisfies Rule<'conversation'>
