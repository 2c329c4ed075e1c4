import type { Rule } from '../../../../../src/model/index.ts'
import { asked, list, object } from '../../../../rules/_helpers.ts'
import { jsonSchemaOf } from '../_request.ts'
import { resolveRef } from '../tool/_validate.ts'
import { explainNotJson, formattedTexts, type TextSeen } from './_format.ts'

export default {
  says: 'With a json_schema that is not strict, the content is still JSON of the type that the schema declares.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › response_format (the model will match the supplied schema)',
  why: 'Content that parses passes a shallow test, but the typed model that reads it fails.',
  mend: 'Build the grammar from json_schema.schema, and put the result into content.',
  wrong: '{"json_schema": {"name": "n", "schema": {"type": "object"}}} → {"content": "100"}',
  right: '{"json_schema": {"name": "n", "schema": {"type": "object"}}} → {"content": "{\\"x\\": 100}"}',
  seen: [
    'https://github.com/NVIDIA/TensorRT/issues/4855',
    'https://github.com/vllm-project/vllm/issues/48863',
    'https://github.com/vllm-project/vllm/issues/50948',
    'https://github.com/vllm-project/vllm/issues/15618',
  ],
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const format = jsonSchemaOf(asked(seen))
    if (!format || format.strict === true) return
    const { type } = object(resolveRef(format.schema, format.schema)) ?? {}
    for (const text of formattedTexts(seen)) {
      const message = text.isCut ? undefined : explainMistake(text, type)
      if (message) yield { at: text.at, message, got: text.choice.message.content }
    }
  },
} satisfies Rule<'json' | 'stream'>

function explainMistake(text: TextSeen, type: unknown): string | undefined {
  const { value } = text
  if (value === undefined) return explainNotJson(text)
  const expected = typeof type === 'string' ? [type] : list(type)
  const kind = kindOf(value)
  if (!expected.length || expected.includes(kind) || (kind === 'number' && expected.includes('integer')))
    return undefined
  return `is JSON of type ${kind}; the schema expects ${expected.join(' or ')}`
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
