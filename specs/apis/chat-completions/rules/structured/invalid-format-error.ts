import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A response_format of an unknown type, of an invalid form, or without its schema or name is rejected.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI ResponseFormatJsonSchema.required, › json_schema.required (name); the enum of each type',
  why: 'If an invalid format is ignored, the caller learns of the typing error only from prose where JSON should be.',
  mend: 'Answer 400 to a response_format that has none of the published forms.',
  wrong: '{"response_format": {"type": "json"}} → 200',
  right: '{"response_format": {"type": "json"}} → 400',
  on: [],
} satisfies Rule
