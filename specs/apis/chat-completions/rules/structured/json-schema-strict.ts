import type { Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { jsonSchemaOf } from '../_request.ts'
import { findMismatch } from '../tool/_validate.ts'
import { explainNotJson, formattedTexts } from './_format.ts'

export default {
  says: 'With a strict json_schema, the content is JSON that matches the schema.',
  level: 'MUST',
  basis: 'published description',
  source:
    'OpenAPI CreateChatCompletionRequest › response_format (the model will match the schema); ResponseFormatJsonSchema › json_schema › strict',
  why: 'Typed models of Pydantic and Zod reject the value; callers who set strict have no other check.',
  mend: 'Decode under a grammar built from json_schema.schema, not from the object around it, and put the result into content; otherwise reject the format with a 400.',
  wrong: '{"schema": {"type": "object", "required": ["x"]}} → {"content": "100"}',
  right: '{"schema": {"type": "object", "required": ["x"]}} → {"content": "{\\"x\\": 100}"}',
  seen: [
    'https://github.com/NVIDIA/TensorRT/issues/4855',
    'https://github.com/vllm-project/vllm/issues/48863',
    'https://github.com/vllm-project/vllm/issues/50948',
    'https://github.com/vllm-project/vllm/issues/15618',
  ],
  on: ['json', 'stream'],
  of: ['chat'],
  extent: 'whole',
  *check(seen) {
    const format = jsonSchemaOf(asked(seen))
    if (format?.strict !== true) return
    for (const text of formattedTexts(seen)) {
      const { value, isCut } = text
      if (isCut) continue
      const reason = value === undefined ? explainNotJson(text) : findMismatch(format.schema, value)
      if (reason === undefined) continue
      const message = value === undefined ? reason : `does not match the schema: ${reason}`
      yield { at: text.at, message, got: text.choice.message.content }
    }
  },
} satisfies Rule<'json' | 'stream'>
