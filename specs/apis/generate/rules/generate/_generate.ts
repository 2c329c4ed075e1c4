/** Ways to look at replies of LightLLM's own endpoints. */
import type { JsonSeen, Observation, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, integer, list, object } from '../../../../rules/_helpers.ts'

/** The parameters of a request. */
export function parametersOf(seen: Parameters<typeof asked>[0]): Wire {
  return object(asked(seen).parameters) ?? {}
}

/** How many answers are asked for; undefined for a number that should have been refused. */
export function answersAsked(seen: Parameters<typeof asked>[0]): number | undefined {
  const { n = 1, best_of = n } = parametersOf(seen)
  const count = integer(best_of)
  return count !== undefined && count >= 1 && count <= 8 ? count : undefined
}

/** One value for each answer, whether it came alone or in a list. */
export function each(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

export interface TokenSeen {
  /** Pointer to its event. */
  readonly at: string
  readonly event: Wire
  readonly token: Wire
}

/** The events of a stream in order, with the token of each. */
export function tokens({ chunks }: StreamSeen): readonly TokenSeen[] {
  return chunks.map(({ data }, i) => ({ at: `/chunks/${i}`, event: data, token: object(data.token) ?? {} }))
}

/** The stream ran to its end without an error: only then can something be missing from it. */
export function ranToItsEnd({ exchange, events }: StreamSeen): boolean {
  return exchange.ended === 'complete' && !events.some(({ is }) => is === 'error')
}

/** Sequences of the request, as far as they are texts, that end an answer. */
export function stopsOf(seen: Parameters<typeof asked>[0]): readonly string[] {
  const stops = parametersOf(seen).stop_sequences
  return (typeof stops === 'string' ? [stops] : list(stops)).filter(
    (one): one is string => typeof one === 'string' && one !== '',
  )
}

/** How many tokens each answer has, as the reply counts them. */
export function countsOf(seen: JsonSeen | StreamSeen): readonly { readonly at: string; readonly count: number }[] {
  if (seen.kind === 'stream') {
    const last = tokens(seen).at(-1)
    const count = integer(last?.token.count_output_tokens)
    return last && count !== undefined ? [{ at: `${last.at}/token/count_output_tokens`, count }] : []
  }
  const counts = seen.result.count_output_tokens
  return each(counts).flatMap((value, i) => {
    const count = integer(value)
    return count === undefined ? [] : [{ at: `/count_output_tokens${Array.isArray(counts) ? `/${i}` : ''}`, count }]
  })
}
