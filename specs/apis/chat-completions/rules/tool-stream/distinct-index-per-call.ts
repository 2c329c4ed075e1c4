import type { Rule } from '../../../../../src/model/index.ts'
import { FEW } from '../../../../rules/_helpers.ts'
import { byIndex } from './_fragments.ts'

export default {
  says: 'Two calls of a choice have different indexes.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source:
    'Streams of the reference; OpenAPI ChatCompletionMessageToolCallChunk › index; both official libraries merge by index only',
  why: 'Clients join calls under one index to one call: name "getput", arguments "{}{}".',
  mend: 'Give each call of a reply its own index.',
  wrong: '{"index":0,"id":"call_1",…} then {"index":0,"id":"call_2",…}',
  right: '{"index":0,"id":"call_1",…} then {"index":1,"id":"call_2",…}',
  seen: ['https://github.com/sgl-project/sglang/pull/38198'],
  on: ['stream'],
  *check(seen) {
    for (const group of byIndex(seen)) {
      const [first, ...others] = group.filter(({ part }) => typeof part.id === 'string' && part.id !== '')
      const different = others.filter(({ part }) => part.id !== first?.part.id)
      for (const { at, index, part } of different.slice(0, FEW)) {
        const message = `changes the id of call ${index}, which was ${JSON.stringify(first?.part.id)}; expected the same id, or another index for another call`
        yield { at: `${at}/id`, message, got: part.id }
      }
    }
  },
} satisfies Rule<'stream'>
