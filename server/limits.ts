/** What cuts a reply: stop strings and token limits. And what changes its tokens: logit_bias. */
import { integer, list, object } from './loose.ts'
import { tokenId, tokenise, tokenOf, wordAt, words } from './tokens.ts'
import type { Body } from './twist.ts'

/** The maximum of tokens of the reply; Infinity without a limit. */
export function tokenLimit(body: Body): number {
  const limits = [integer(body.max_tokens), integer(body.max_completion_tokens)]
  return Math.min(...limits.map((limit) => (limit === undefined || limit < 1 ? Infinity : limit)))
}

function stopStrings(body: Body): readonly string[] {
  const stops = typeof body.stop === 'string' ? [body.stop] : list(body.stop)
  return stops.filter((stop): stop is string => typeof stop === 'string' && stop !== '')
}

/** The tokens before the first stop string, and that string; undefined if none occurs. */
export function cutAtStop(tokens: readonly string[], body: Body): { tokens: string[]; stop: string } | undefined {
  const text = tokens.join('')
  const [first] = stopStrings(body)
    .map((stop) => ({ stop, at: text.indexOf(stop) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
  return first && { tokens: takeCharacters(tokens, first.at), stop: first.stop }
}

function takeCharacters(tokens: readonly string[], count: number): string[] {
  const cut: string[] = []
  let left = count
  for (const token of tokens) {
    if (left <= 0) break
    cut.push(token.slice(0, left))
    left -= token.length
  }
  return cut
}

/** The length of a reply with a bias of 100 and without a token limit: it repeats one token. */
const monotone = 64

/** Applies `logit_bias`: tokens with -100 are replaced; a token with 100 is repeated until the limit. */
export function applyBias(tokens: readonly string[], body: Body): string[] {
  const bias = object(body.logit_bias)
  if (!bias || !Object.keys(bias).length) return [...tokens]
  const forced = Object.entries(bias).find(([, value]) => value === 100)
  const limit = tokenLimit(body)
  if (forced)
    return Array.from({ length: Number.isFinite(limit) ? limit + 1 : monotone }, () => tokenOf(Number(forced[0])))
  const isBanned = (token: string) => bias[String(tokenId(token))] === -100
  const spare = words.find((word) => !isBanned(word) && !isBanned(` ${word}`)) ?? wordAt(0)
  // Where a token was part of a word, a new word would run into its neighbours.
  return tokens.map((token) => (isBanned(token) ? (token.startsWith(' ') ? ` ${spare}` : spare) : token))
}

/** Cuts a text to a number of tokens. */
export function cutText(text: string, tokens: number): string {
  return tokenise(text).slice(0, Math.max(0, tokens)).join('')
}
