/** LightLLM's own generate API: the prompt is a string, the reply is its continuation, complete or token by token. */
import type { Protocol, Wire } from '../../../src/model/index.ts'
import { list, object } from '../../rules/_helpers.ts'
import { captures } from './captures.ts'

export default {
  assemble: (chunks) => {
    const pieces = chunks.map(({ data }) => object(data.token)?.text).filter((text) => typeof text === 'string')
    return pieces.length ? { generated_text: [pieces.join('')] } : {}
  },
  progress: (chunks) => {
    if (chunks.some(({ data }) => data.finished === true)) return 'overdue'
    return chunks.length ? 'begun' : 'none'
  },
  texts: ({ generated_text: texts }: Wire) =>
    list(texts)
      .filter((text) => typeof text === 'string')
      .map((text, i) => ({ at: `/texts/${i}`, text })),
  calls: () => [],
  places: { texts: '/generated_text', calls: '/calls' },
  countAnswers: ({ generated_text: texts }) => list(texts).length,
  isAnswer: () => false,
  // Requests do not contain the conversation so far.
  next: (said) => ({ said }),
  captures,
  strands: ({ token }) => [{ path: 'token', value: token }],
} satisfies Protocol
