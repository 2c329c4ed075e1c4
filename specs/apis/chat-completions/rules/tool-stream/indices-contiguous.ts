import type { Rule } from '../../../../../src/model/index.ts'
import { byChoice } from './_fragments.ts'

export default {
  says: 'The tool calls of a choice are numbered 0, 1, 2 … in the order in which they appear.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'openai-python accumulate_delta and ChatCompletionStreamState; openai-node, accumulating helper',
  why: 'Both official libraries use the index as a position in a list and raise an error if it begins at 1 or has a gap.',
  mend: 'Count the calls of this reply from 0, whatever calls came before and wherever the tool is in the request.',
  wrong: '{"tool_calls":[{"index":1,"id":"call_1",…}]} as the first call',
  right: '{"tool_calls":[{"index":0,"id":"call_1",…}]} as the first call',
  seen: ['https://github.com/sgl-project/sglang/pull/38198', 'https://github.com/BerriAI/litellm/issues/11407'],
  on: ['stream'],
  extent: 'beginning',
  *check(seen) {
    for (const group of byChoice(seen)) {
      const indexes = new Set<number>()
      for (const { at, index } of group) {
        if (indexes.has(index)) continue
        if (index !== indexes.size) {
          yield {
            at: `${at}/index`,
            message: `is ${index}; expected ${indexes.size} (calls are numbered from 0)`,
            got: index,
          }
          break
        }
        indexes.add(index)
      }
    }
  },
} satisfies Rule<'stream'>
