import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { offersTools } from '../_request.ts'
import { forbidCalls } from './_tools.ts'

export default {
  says: 'A reply to a request without tools has no tool calls.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionToolChoiceOption (none is the default when no tools are present)',
  why: 'A chat program that sent no tool cannot run a call: it shows an empty answer.',
  mend: 'Parse calls from the text only if the request declares tools.',
  wrong: '{"messages": […]} → {"message": {"content": null, "tool_calls": [{…}]}}',
  right: '{"messages": […]} → {"message": {"content": "…"}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    if (!offersTools(asked(seen)))
      yield* forbidCalls(seen.result, 'the request declares no tools', 'the request declares no functions')
  },
} satisfies Rule<'json' | 'stream'>
