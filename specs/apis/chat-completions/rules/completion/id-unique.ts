import type { Rule, Trace } from '../../../../../src/model/index.ts'
import { groupBy, string } from '../../../../rules/_helpers.ts'

export default {
  says: 'No two replies have the same id.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionResponse › id (unique)',
  why: 'Databases of completions reject the second insert, and traces of two requests are merged.',
  mend: 'Make the id from at least 64 random bits, or from a counter that survives restarts.',
  wrong: '{"id":"chatcmpl-373",…} and later {"id":"chatcmpl-373",…}',
  right: '{"id":"chatcmpl-8fT2kQ…",…} and later {"id":"chatcmpl-m0Zr7y…",…}',
  seen: [
    'https://github.com/ogx-ai/ogx/issues/2315',
    'https://github.com/ollama/ollama/pull/15089',
    'https://github.com/ogx-ai/ogx/pull/2344',
  ],
  on: ['run'],
  *check({ traces }) {
    const identified = traces.map((trace, i) => ({ trace, i })).filter(({ trace }) => string(trace.id))
    const shared = [...groupBy(identified, ({ trace }) => trace.id).values()].filter((group) => group.length > 1)
    for (const [first, second] of shared.slice(0, 3)) {
      if (!first || !second) continue
      const message = `was used by both ${describe(first.trace)} and ${describe(second.trace)} (ids used more than once: ${shared.length})`
      yield { at: `/replies/${second.i}/id`, message, got: second.trace.id }
    }
  },
} satisfies Rule<'run'>

function describe({ case: id, turn }: Trace): string {
  return `${id} turn ${turn + 1}`
}
