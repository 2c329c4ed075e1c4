/** Log probabilities of tokens: invented, but like those of a model. */
import { hash, wordAt } from './tokens.ts'

interface Probability {
  token: string
  logprob: number
  bytes: number[]
}

const likely = (token: string, probability: number): Probability => ({
  token,
  logprob: Number(Math.log(probability).toFixed(8)),
  bytes: [...Buffer.from(token)],
})

/** The token and other candidates in descending order of probability, at most `count`. */
function top(token: string, probability: number, count: number): Probability[] {
  const space = token.startsWith(' ') ? ' ' : ''
  const others: Probability[] = []
  // Each candidate gets half of the remaining probability, so that the sum stays below 1.
  for (let i = 0; others.length < count - 1; i++) {
    const word = `${space}${wordAt((hash(token) % 1000) + i)}`
    if (word !== token) others.push(likely(word, (1 - probability) * 0.5 ** (others.length + 1)))
  }
  return [likely(token, probability), ...others].slice(0, count)
}

/** The `content` entries for some tokens, each with its `count` most likely candidates (0 for none). */
export function logprobsOf(
  tokens: readonly string[],
  count: number,
): (Probability & { top_logprobs: Probability[] })[] {
  return tokens.map((token) => {
    const probability = 0.55 + (hash(token) % 400) / 1000
    return { ...likely(token, probability), top_logprobs: top(token, probability, count) }
  })
}
