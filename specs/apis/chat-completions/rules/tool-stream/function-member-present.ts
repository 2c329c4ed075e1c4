import type { Rule } from '../../../../../src/model/index.ts'
import { FEW } from '../../../../rules/_helpers.ts'
import { fragments } from './_fragments.ts'

export default {
  says: 'Every fragment of a function call has the field function.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-python, ChatCompletionStreamState (it asserts the member)',
  why: 'The stream helper of openai-python raises AssertionError at a fragment that has only an index.',
  mend: 'Send no fragment without a piece of the name or of the arguments.',
  wrong: '{"tool_calls":[{"index":0}]}',
  right: '{"tool_calls":[{"index":0,"function":{"arguments":""}}]}',
  on: ['stream'],
  *check(seen) {
    const incomplete = fragments(seen).filter(({ part }) => part.function === undefined && part.custom === undefined)
    for (const { at } of incomplete.slice(0, FEW))
      yield { at: `${at}/function`, message: 'is missing in a fragment of a call' }
  },
} satisfies Rule<'stream'>
