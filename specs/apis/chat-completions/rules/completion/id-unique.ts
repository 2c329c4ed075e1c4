import type { Rule, Trace } from '../../../../../src/model/index.ts'
import { groupBy, string } from '../../../../rules/_helpers.ts'

export default {
  says: 'No two replies have the same id.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionResponse › id (unique)',
  why: 'Stores of completions fail on the second insert, and traces of two requests are merged into one.',
  mend: 'Draw the id from at least 64 random bits, or count across restarts.',
  wrong: '{"id":"chatcmpl-373",…} and later {"id":"chatcmpl-373",…}',
  right: '{"id":"chatcmpl-8fT2kQ…",…} and later {"id":"chatcmpl-m0Zr7y…",…}',
  seen: [
    'https://github.com/ogx-ai/ogx/issues/2315',
    'https://github.com/ollama/ollama/pull/15089',
    'https://github.com/ogx-ai/ogx/pull/2344',
  ],
  on: ['run'],
  *check({ traces }) {
    const named = traces.map((trace, i) => ({ trace, i })).filter(({ trace }) => string(trace.id))
    const shared = [...groupBy(named, ({ trace }) => trace.id).values()].filter((group) => group.length > 1)
    for (const [first, second] of shared.slice(0, 3)) {
      if (!first || !second) continue
      const message = `is the id of ${place(first.trace)} and of ${place(second.trace)}; ${shared.length} ids are shared`
      yield { at: `/replies/${second.i}/id`, message, got: second.trace.id }
    }
  },
} satisfies Rule<'run'>

function place({ case: id, turn }: Trace): string {
  return `${id} turn ${turn + 1}`
}
