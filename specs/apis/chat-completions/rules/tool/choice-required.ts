import type { Rule } from '../../../../../src/model/index.ts'
import { asked, ranToItsEnd } from '../../../../rules/_helpers.ts'
import { declaredTools, requireCalls, toolChoice } from './_tools.ts'

export default {
  says: 'With tool_choice required, the reply calls at least one tool.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionToolChoiceOption (required: one or more tools must be called)',
  why: 'Agents that have to retrieve before they answer continue without retrieval; the tool mode of instructor fails.',
  mend: 'Force a call by constrained decoding, or reject the value with a 400: the caller cannot notice that it was ignored.',
  wrong: '{"tool_choice": "required"} → {"finish_reason": "stop", "message": {"content": "Hi!"}}',
  right: '{"tool_choice": "required"} → {"finish_reason": "tool_calls", "message": {"tool_calls": [{…}]}}',
  seen: [
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/1904',
    'https://github.com/ollama/ollama/issues/17921',
    'https://github.com/vectorize-io/hindsight/pull/2016',
    'https://github.com/Blaizzy/mlx-vlm/issues/1045',
  ],
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'whole',
  *check(seen) {
    const ask = asked(seen)
    if (toolChoice(ask).mode === 'required' && declaredTools(ask).size && ranToItsEnd(seen))
      yield* requireCalls(seen.result, 'has no call, although tool_choice is "required"')
  },
} satisfies Rule<'json' | 'stream'>
