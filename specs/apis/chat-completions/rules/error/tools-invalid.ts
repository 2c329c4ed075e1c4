import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A tool without a function name, of an unknown type, with an invalid name or with parameters that are not an object is rejected.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionTool.required, FunctionObject.required, › name',
  why: 'The tool never reaches the model, or crashes the chat template. The official libraries retry a 5xx twice, and a 200 hides the mistake.',
  mend: 'Check the tools before generation, and answer 400.',
  wrong: '{"tools": [{"type": "function", "function": {}}]} → 500',
  right: '{"tools": [{"type": "function", "function": {}}]} → 400',
  on: [],
} satisfies Rule
