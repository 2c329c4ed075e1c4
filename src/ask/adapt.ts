/** Spells a request as a dialect does. */
import type { Adaptation, JsonObject, Protocol } from '../model/index.ts'

/** The body of a request as the dialect spells it. */
export function adaptBody(body: JsonObject, { rename, add, parts }: Adaptation, protocol: Protocol): JsonObject {
  const renamed = Object.entries(body).map(([name, value]) => [
    Object.hasOwn(rename, name) ? rename[name] : name,
    value,
  ])
  const spelled: JsonObject = { ...add, ...Object.fromEntries(renamed) }
  return protocol.adapt?.(spelled, parts) ?? spelled
}

/** The headers with the key where the dialect looks for it. */
export function adaptHeaders(
  headers: Readonly<Record<string, string>>,
  { keyHeader }: Adaptation,
): Readonly<Record<string, string>> {
  const { authorization, ...others } = headers
  if (keyHeader === undefined || authorization === undefined) return headers
  return { ...others, [keyHeader.toLowerCase()]: authorization.replace(/^Bearer /i, '') }
}

/** The address with the query that the dialect needs. */
export function adaptUrl(url: string, { query }: Adaptation): string {
  const pairs = new URLSearchParams(query).toString()
  return pairs ? `${url}${url.includes('?') ? '&' : '?'}${pairs}` : url
}
