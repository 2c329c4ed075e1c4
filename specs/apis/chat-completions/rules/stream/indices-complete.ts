import type { Rule } from '../../../../../src/model/index.ts'
import { FEW, integer } from '../../../../rules/_helpers.ts'
import { deltas } from '../_chat.ts'
import { isComplete, isOutsideAnswer, requestedChoices } from './_stream.ts'

export default {
  says: 'A stream has exactly the requested choices: indexes 0 to n - 1.',
  level: 'MUST',
  basis: 'published description',
  source:
    'OpenAPI CreateChatCompletionRequest › n; CreateChatCompletionStreamResponse › choices › index (the index of the choice in the list of choices)',
  why: 'Clients keep one message per index: an index that counts tokens makes a choice of every token, a missing index leaves the caller without an answer.',
  mend: 'Number the choices from 0 to n - 1, and put that number in every chunk of the choice.',
  wrong: 'n = 1: {"choices":[{"index":0,…}]} then {"choices":[{"index":1,…}]}',
  right: 'n = 1: {"choices":[{"index":0,…}]} then {"choices":[{"index":0,…}]}',
  seen: ['https://github.com/microsoft/foundry-local/issues/144', 'https://github.com/BerriAI/litellm/issues/376'],
  on: ['stream'],
  extent: 'whole',
  *check(seen) {
    const n = requestedChoices(seen)
    const received = deltas(seen)
    const beyond = received.filter(({ choice }) => {
      const index = integer(choice.index)
      return index !== undefined && index >= n
    })
    for (const { at, choice } of beyond.slice(0, FEW))
      yield {
        at: `${at}/index`,
        message: `is too large; expected at most ${n - 1}, because n is ${n}`,
        got: choice.index,
      }
    const isReadable =
      isComplete(seen) &&
      seen.owed !== 'refusal' &&
      seen.chunks.every(({ data }) => Array.isArray(data.choices) || isOutsideAnswer(data)) &&
      received.every(({ choice }) => integer(choice.index) !== undefined)
    if (beyond.length || !isReadable) return
    const indexes = new Set(received.map(({ index }) => index))
    const missing = Array.from({ length: Math.min(n, 128) }, (_, i) => i).filter((i) => !indexes.has(i))
    for (const i of missing.slice(0, FEW))
      yield { at: `/choices/${i}`, message: `is missing in the stream, although n is ${n}` }
  },
} satisfies Rule<'stream'>
