import type { Rule } from '../../../../../src/model/index.ts'
import { FEW, groupBy } from '../../../../rules/_helpers.ts'
import { requestedDeltas } from '../stream/_stream.ts'
import { fragmentsOf } from './_fragments.ts'

export default {
  says: 'A chunk has at most one fragment of each call.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-python issue 3201 (affected releases lose fragments); the schema permits it',
  why: 'Some releases of openai-python lose all but one of the fragments, and with them a part of the arguments.',
  mend: 'Join the pieces of a call that are ready at the same time into one fragment.',
  wrong: '{"tool_calls":[{"index":0,"function":{"arguments":"{\\"a\\""}},{"index":0,"function":{"arguments":":1}"}}]}',
  right: '{"tool_calls":[{"index":0,"function":{"arguments":"{\\"a\\":1}"}}]}',
  on: ['stream'],
  *check(seen) {
    const repeated = requestedDeltas(seen).flatMap((delta) =>
      [...groupBy(fragmentsOf(delta), ({ index }) => index).values()].flatMap(([first, ...others]) =>
        // Another id is another call, which tool-stream/distinct-index-per-call reports.
        others.filter(({ part }) => !part.id || part.id === first?.part.id),
      ),
    )
    for (const { at, index } of repeated.slice(0, FEW))
      yield { at, message: `is another fragment of call ${index} in the same chunk; expected only one` }
  },
} satisfies Rule<'stream'>
