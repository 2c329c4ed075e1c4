import type { Rule } from '../../../../../src/model/index.ts'
import { decodePercent, string } from '../../../../rules/_helpers.ts'

export default {
  says: 'GET /models/{id} returns the model with that id.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI paths › /models/{model} › get',
  why: 'Clients check their configured model before the first request, and take the data of another model for it.',
  mend: 'Percent-decode the id, slashes included, and return its entry of the list.',
  wrong: 'GET /models/a → {"id":"b","object":"model",…}',
  right: 'GET /models/a → {"id":"a","object":"model",…}',
  on: ['json'],
  of: ['model'],
  *check({ request, result }) {
    const requestedId = readRequestedId(request.url)
    const got = string(result.id)
    // A list instead of the model has no id; models/entry-shape reports that.
    if (requestedId === undefined || got === undefined || got === requestedId) return
    yield { at: '/id', message: `is a different id than the one requested (${JSON.stringify(requestedId)})`, got }
  },
} satisfies Rule<'json'>

function readRequestedId(url: string): string | undefined {
  const id = /\/models\/([^?#]+)/.exec(url)?.[1]
  return id === undefined ? undefined : decodePercent(id)
}
