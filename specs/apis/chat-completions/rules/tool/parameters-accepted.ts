import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'Where tools are accepted, so are parameters as code generators write them: references, alternatives, defaults, bounds, and words in any script.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI FunctionParameters (a JSON Schema object), FunctionObject.description',
  why: 'Optional arguments become anyOf, shared types $ref: the tools of a whole framework are refused for one keyword.',
  mend: 'Hand to the model the schema as it came; a keyword that cannot be enforced need not be.',
  wrong: '{"anyOf": [{"type": "string"}, {"type": "null"}]} in the parameters of a tool → 400',
  right: '{"anyOf": [{"type": "string"}, {"type": "null"}]} in the parameters of a tool → 200',
  on: [],
} satisfies Rule
