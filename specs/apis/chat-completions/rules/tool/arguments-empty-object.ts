import type { Rule } from '../../../../../src/model/index.ts'
import { ranToItsEnd } from '../../../../rules/_helpers.ts'
import { isEmpty, needsNoArguments, selectCompleteCalls } from './_tools.ts'

export default {
  says: 'A call without arguments has the empty JSON object as its arguments.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; the published description calls the arguments JSON, and an empty text is none',
  why: 'json.loads("") fails, and some client libraries never report a call whose arguments are empty: the agent stops silently.',
  mend: 'Send "{}" for a call without arguments, in a stream as one fragment.',
  wrong: '{"name": "get_time", "arguments": ""}',
  right: '{"name": "get_time", "arguments": "{}"}',
  seen: [
    'https://github.com/sigoden/aichat/pull/1217',
    'https://github.com/simonw/llm/pull/1164',
    'https://github.com/langchain-ai/langchain/pull/34242',
    'https://github.com/vercel/ai/issues/6687',
    'https://github.com/cheshire-cat-ai/core/pull/1140',
    'https://github.com/openai/openai-python/pull/3502',
  ],
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    if (!ranToItsEnd(seen)) return
    for (const { at, fn, text, tool } of selectCompleteCalls(seen))
      if (text !== undefined && isEmpty(text) && needsNoArguments(tool))
        yield { at: `${at}/function/arguments`, message: 'is empty or null; expected {}', got: fn.arguments }
  },
} satisfies Rule<'json' | 'stream'>
