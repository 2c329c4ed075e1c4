import type { Rule } from '../../../../../src/model/index.ts'
import { byChoice } from './_fragments.ts'

export default {
  says: 'All fragments of a call come before the next call of the choice begins.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-node and openai-python, stream helpers (a call is done when another index begins)',
  why: 'openai-node with parsed tools takes the first call as finished, parses half of its arguments and raises an error.',
  mend: 'Finish one call before the next begins.',
  wrong: 'fragments with index 0, 1, 0, 1',
  right: 'fragments with index 0, 0, 1, 1',
  on: ['stream'],
  *check(seen) {
    for (const group of byChoice(seen)) {
      const finished = new Set<number>()
      let current: number | undefined
      for (const { at, index } of group) {
        if (current !== undefined && index !== current) finished.add(current)
        if (finished.has(index)) {
          yield { at, message: `is a fragment of call ${index}, but call ${current} has already begun` }
          break
        }
        current = index
      }
    }
  },
} satisfies Rule<'stream'>
