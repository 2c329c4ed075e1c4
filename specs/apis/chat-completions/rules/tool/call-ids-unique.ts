import type { Rule } from '../../../../../src/model/index.ts'
import { string } from '../../../../rules/_helpers.ts'
import { calls } from '../_chat.ts'

export default {
  says: 'The tool calls of a message have different ids.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'OpenAPI ChatCompletionMessageToolCall › id (names the call; tool_call_id refers to it)',
  why: 'A tool message answers a call by its id: with equal ids, results are paired with the wrong call or dropped as duplicates.',
  mend: 'Create an id for each call, not one for the reply or the tool.',
  wrong: '[{"id": "call_1", "function": {"name": "a", …}}, {"id": "call_1", "function": {"name": "b", …}}]',
  right: '[{"id": "call_1", "function": {"name": "a", …}}, {"id": "call_2", "function": {"name": "b", …}}]',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const ids = new Set<string>()
    for (const { at, choice, call } of calls(seen.result)) {
      const id = string(call.id)
      if (!id) continue
      const key = `${choice.at} ${id}`
      if (ids.has(key))
        yield { at: `${at}/id`, message: 'is also the id of an earlier call in the same message', got: id }
      ids.add(key)
    }
  },
} satisfies Rule<'json' | 'stream'>
