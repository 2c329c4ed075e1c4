import { endpointNamed } from '../ask/apis.ts'
import type { Api, Observation, Trace } from '../model/index.ts'
import { generalPlace } from '../read/beyond.ts'

/** What is kept of a reply to compare it with all others. Its values are left out: every reply of a run is kept. */
export function traceOf(seen: Observation, api: Api): Omit<Trace, 'case'> {
  const { turn } = seen
  const beyond = seen.beyond.map(({ at, in: part, documented }) => ({ at: generalPlace(at), in: part, documented }))
  const isReply = seen.kind === 'json' || seen.kind === 'stream'
  // Lists of models and the like repeat the ids of what they list.
  const isOfModel = endpointNamed(api, seen.endpoint)?.adds.model !== undefined
  if (!isReply) return { turn, callIds: [], beyond }
  if (!isOfModel) {
    const dated = api.protocol.dated?.(seen.result) ?? []
    return { turn, callIds: [], beyond, ...(dated.length ? { dated } : {}) }
  }
  const tokens = api.protocol.tokens?.(seen.result)
  return { turn, id: seen.result.id, callIds: seen.calls.map(({ id }) => id), ...(tokens ? { tokens } : {}), beyond }
}
