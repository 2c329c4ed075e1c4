/** Functions to read replies of LightLLM's own endpoints. */
import type { JsonSeen, StreamSeen, Wire } from '../../../../../src/model/index.ts'
import { asked, integer, object } from '../../../../rules/_helpers.ts'

/** The parameters of a request. */
export function readParameters(seen: Parameters<typeof asked>[0]): Wire {
  return object(asked(seen).parameters) ?? {}
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
