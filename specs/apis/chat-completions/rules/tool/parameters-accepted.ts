import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'Where tools are accepted, parameters are accepted as code generators write them: references, alternatives, defaults, bounds, and text in any script.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI FunctionParameters (a JSON Schema object), FunctionObject.description',
  why: 'Generators write optional arguments as anyOf and shared types as $ref: one rejected keyword breaks all tools of a framework.',
  mend: 'Pass the schema to the model unchanged; keywords that cannot be enforced may be ignored.',
  wrong: '{"anyOf": [{"type": "string"}, {"type": "null"}]} in the parameters of a tool → 400',
  right: '{"anyOf": [{"type": "string"}, {"type": "null"}]} in the parameters of a tool → 200',
  on: [],
} satisfies Rule
