import type { Rule } from '../../../../../src/model/index.ts'
import { asked, object, parse } from '../../../../rules/_helpers.ts'
import { calls } from '../_chat.ts'
import { isEmpty, needsNothing } from './_arguments.ts'
import { argumentsOf, declarationOf, declared, isCutShort } from './_tools.ts'

export default {
  says: 'The arguments of a function call are the text of one JSON object.',
  level: 'SHOULD',
  basis: 'published description',
  source:
    'OpenAPI ChatCompletionMessageToolCall › function › arguments (JSON format; validity is not promised without strict)',
  why: 'JSON.parse on the arguments throws in every tool runner when prose, half a JSON text or a JSON string inside a string stands there.',
  mend: 'Decode under the grammar of a JSON object while a call is written, and do not wrap prose as a call.',
  wrong: '{"name": "get_weather", "arguments": "Hello! How can I help?"}',
  right: '{"name": "get_weather", "arguments": "{\\"city\\": \\"Paris\\"}"}',
  seen: ['https://github.com/vllm-project/vllm/issues/13078'],
  // The arguments of a stream have their own rule, tool-stream/arguments-concatenate.
  on: ['json'],
  of: ['chat'],
  *check(seen) {
    const tools = declared(asked(seen))
    for (const call of calls(seen.result)) {
      const tool = declarationOf(tools, call)
      const text = argumentsOf(seen, call)
      if (text === undefined || call.call.type === 'custom' || isCutShort(call.choice)) continue
      if (tool?.spec.strict === true || (isEmpty(text) && needsNothing(tool))) continue
      const value = parse(text)
      if (object(value)) continue
      const message = value === undefined ? 'is not JSON' : 'is JSON, but no object'
      yield { at: `${call.at}/function/arguments`, message, got: text }
    }
  },
} satisfies Rule<'json'>
