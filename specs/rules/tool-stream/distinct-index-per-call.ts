import type { Rule } from '../../../src/model.ts'
import { byCall } from './_fragments.ts'

export default {
  says: 'Two calls of a choice have different indexes.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source:
    'Streams of the reference; OpenAPI ChatCompletionMessageToolCallChunk › index; both official libraries merge by index only',
  why: 'Calls under one index are glued into one: name "getput", arguments "{}{}".',
  mend: 'Give each call of a reply its own index.',
  wrong: '{"index":0,"id":"call_1",…} then {"index":0,"id":"call_2",…}',
  right: '{"index":0,"id":"call_1",…} then {"index":1,"id":"call_2",…}',
  seen: ['https://github.com/sgl-project/sglang/pull/38198'],
  on: ['stream'],
  *check(seen) {
    const met = new Map<string, unknown>()
    for (const [first] of byCall(seen)) {
      if (!first) continue
      const key = `${first.choice}/${first.index}`
      const before = met.get(key)
      if (met.has(key)) {
        const message = `is a second call under index ${first.index}, after ${JSON.stringify(before)}`
        yield { at: `${first.at}/id`, message, got: first.part.id }
      } else met.set(key, first.part.id)
    }
  },
} satisfies Rule<'stream'>
