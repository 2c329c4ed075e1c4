import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { formatOf } from '../_request.ts'
import { explainNotJson, formattedTexts } from './_format.ts'

export default {
  says: 'With response_format json_object, the content is JSON and nothing else.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › response_format (JSON mode ensures that the message is valid JSON)',
  why: 'If the server accepts the format and silently ignores it, JSON.parse(content) fails now and then in production.',
  mend: 'Decode under a JSON grammar, or reject the format with a 400.',
  wrong: '{"content": "Sure! Here is the JSON: {\\"a\\": 1}"}',
  right: '{"content": "{\\"a\\": 1}"}',
  seen: ['https://github.com/NVIDIA/TensorRT/issues/4855'],
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'whole',
  *check(seen) {
    if (formatOf(asked(seen)) !== 'json_object') return
    for (const text of formattedTexts(seen))
      if (text.value === undefined && !text.isCut)
        yield { at: text.at, message: explainNotJson(text), got: text.choice.message.content }
  },
} satisfies Rule<'json' | 'stream'>
