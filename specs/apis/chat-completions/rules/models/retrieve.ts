import type { Rule } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'

export default {
  says: 'GET /models/{id} answers with the model of that id.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI paths › /models/{model} › get',
  why: 'Clients check a configured model with it before the first request.',
  mend: 'Look the id up after percent-decoding it, slashes included, and answer with its entry of the list.',
  wrong: 'GET /models/a → {"id":"b","object":"model",…}',
  right: 'GET /models/a → {"id":"a","object":"model",…}',
  on: ['json'],
  of: ['model'],
  *check({ request, result }) {
    const wanted = wantedId(request.url)
    const got = string(result.id)
    // A list in place of the model lacks the id: models/entry-shape names that.
    if (wanted === undefined || got === undefined || got === wanted) return
    yield { at: '/id', message: `is not the id that was asked for, ${JSON.stringify(wanted)}`, got }
  },
} satisfies Rule<'json'>

function wantedId(url: string): string | undefined {
  const raw = /\/models\/([^?#]+)/.exec(url)?.[1]
  try {
    return raw === undefined ? undefined : decodeURIComponent(raw)
  } catch {
    return raw
  }
}
