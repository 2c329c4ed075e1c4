import type { Rule } from '../../../../../src/model/index.ts'
import { object, parse } from '../../../../rules/_helpers.ts'
import { isEmpty, needsNoArguments, selectCompleteCalls } from './_tools.ts'

export default {
  says: 'The arguments of a function call are a string that contains one JSON object.',
  level: 'SHOULD',
  basis: 'published description',
  source:
    'OpenAPI ChatCompletionMessageToolCall › function › arguments (JSON format; validity is not promised without strict)',
  why: 'Tool runners parse the arguments and fail on prose, on incomplete JSON, and on a JSON string inside a string.',
  mend: 'Decode under the grammar of a JSON object while a call is generated, and do not wrap prose as a call.',
  wrong: '{"name": "get_weather", "arguments": "Hello! How can I help?"}',
  right: '{"name": "get_weather", "arguments": "{\\"city\\": \\"Paris\\"}"}',
  seen: ['https://github.com/vllm-project/vllm/issues/13078'],
  // tool-stream/arguments-concatenate checks the arguments of a stream.
  on: ['json'],
  of: ['chat'],
  *check(seen) {
    for (const { at, call, text, tool } of selectCompleteCalls(seen)) {
      if (text === undefined || call.type === 'custom') continue
      if (tool?.spec.strict === true || (isEmpty(text) && needsNoArguments(tool))) continue
      const value = parse(text)
      if (object(value)) continue
      const message = value === undefined ? 'is not JSON; expected a JSON object' : 'is JSON, but not an object'
      yield { at: `${at}/function/arguments`, message, got: text }
    }
  },
} satisfies Rule<'json'>
