/** Functions to read replies of LightLLM's own endpoints. */
import type { JsonSeen, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, integer, list, object } from '../../../../rules/_helpers.ts'

/** The parameters of a request. */
export function readParameters(seen: Parameters<typeof asked>[0]): Wire {
  return object(asked(seen).parameters) ?? {}
}

/** Number of requested answers; undefined if the server should have rejected it. */
export function countRequestedAnswers(seen: Parameters<typeof asked>[0]): number | undefined {
  const { n = 1, best_of = n } = readParameters(seen)
  const count = integer(best_of)
  return count !== undefined && count >= 1 && count <= 8 ? count : undefined
}

/** One value per answer, whether the reply has a single value or an array. */
export function toValues(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

export interface TokenSeen {
  /** Pointer to its event. */
  readonly at: string
  readonly event: Wire
  readonly token: Wire
}

/** The events of a stream in order, each with its token. */
export function readTokens({ chunks }: StreamSeen): readonly TokenSeen[] {
  return chunks.map(({ data }, i) => ({ at: `/chunks/${i}`, event: data, token: object(data.token) ?? {} }))
}

/** The stream ended normally and without an error event: only then can something be missing from it. */
export function ranToItsEnd({ exchange, events }: StreamSeen): boolean {
  return exchange.ended === 'complete' && !events.some(({ is }) => is === 'error')
}

/** The stop sequences of the request that are non-empty strings. */
export function readStopSequences(seen: Parameters<typeof asked>[0]): readonly string[] {
  const stops = readParameters(seen).stop_sequences
  return (typeof stops === 'string' ? [stops] : list(stops)).filter(
    (stop): stop is string => typeof stop === 'string' && stop !== '',
  )
}

/** Number of tokens of each answer, as reported by the reply. */
export function readOutputCounts(
  seen: JsonSeen | StreamSeen,
): readonly { readonly at: string; readonly count: number }[] {
  if (seen.kind === 'stream') {
    const last = readTokens(seen).at(-1)
    const count = integer(last?.token.count_output_tokens)
    return last && count !== undefined ? [{ at: `${last.at}/token/count_output_tokens`, count }] : []
  }
  const counts = seen.result.count_output_tokens
  return toValues(counts).flatMap((value, i) => {
    const count = integer(value)
    return count === undefined ? [] : [{ at: `/count_output_tokens${Array.isArray(counts) ? `/${i}` : ''}`, count }]
  })
}
