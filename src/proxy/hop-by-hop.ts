/** Header fields belong to one connection or to the whole way; only the latter are passed on (RFC 9110, section 7.6.1). */

/** Names and values in turn, as they came: order, case and repetitions are kept. */
export type RawHeaders = readonly string[]

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
])

/** Names (in lower case) and values. */
export function pairsOf(raw: RawHeaders): (readonly [name: string, value: string])[] {
  const pairs: (readonly [string, string])[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) pairs.push([(raw[i] ?? '').toLowerCase(), raw[i + 1] ?? ''])
  return pairs
}

/**
 * The fields that are passed on.
 * @param also further names (in lower case) to leave out
 */
export function endToEnd(raw: RawHeaders, ...also: readonly string[]): string[] {
  const named = pairsOf(raw)
    .filter(([name]) => name === 'connection')
    .flatMap(([, value]) => value.split(',').map((option) => option.trim().toLowerCase()))
  const dropped = new Set([...HOP_BY_HOP, ...named, ...also])
  const kept: string[] = []
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const [name = '', value = ''] = [raw[i], raw[i + 1]]
    if (!dropped.has(name.toLowerCase())) kept.push(name, value)
    // The one option of TE that is for the server behind us as well: we do pass trailers on.
    else if (name.toLowerCase() === 'te' && /\btrailers\b/i.test(value)) kept.push(name, 'trailers')
  }
  return kept
}
