import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A parameter of the wrong JSON type is rejected.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI types of CreateChatCompletionRequest; the reference answers 400, code invalid_type',
  why: 'A silently dropped value looks like a setting that has no effect. The official libraries retry a 5xx twice, and a 200 hides the mistake.',
  mend: 'Check the type of every parameter that you support, and answer 400 with its name in param.',
  wrong: '{"temperature": "hot"} → 500',
  right: '{"temperature": "hot"} → 400',
  on: [],
} satisfies Rule
