import type { Rule } from '../../../../../src/model/index.ts'
import { asked, list, object, parse } from '../../../../rules/_helpers.ts'
import { resolved } from '../tool/_validate.ts'
import { isSecretlyCut, jsonSchemaOf, type TextSeen, texts, whyNotJson } from './_format.ts'

export default {
  says: 'With a json_schema that is not strict the content is still JSON of the kind that the schema wants.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionRequest › response_format (the model will match the supplied schema)',
  why: 'Content that parses passes a shallow test, and the typed model behind it fails.',
  mend: 'Take the grammar from json_schema.schema, and put the result into content.',
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
    const { type } = object(resolved(format.schema, format.schema)) ?? {}
    for (const text of texts(seen)) {
      const message = isSecretlyCut(seen, text) ? undefined : mistake(text, type)
      if (message) yield { at: text.at, message, got: text.choice.message.content }
    }
  },
} satisfies Rule<'json' | 'stream'>

function mistake(text: TextSeen, type: unknown): string | undefined {
  const value = parse(text.text)
  if (value === undefined) return whyNotJson(text)
  const wanted = typeof type === 'string' ? [type] : list(type)
  const kind = kindOf(value)
  if (!wanted.length || wanted.includes(kind) || (kind === 'number' && wanted.includes('integer'))) return undefined
  return `is JSON of the type ${kind}, where the schema wants ${wanted.join(' or ')}`
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'array' : typeof value
}
