import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A parameter of the wrong JSON type is refused.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI types of CreateChatCompletionRequest; the reference answers 400, code invalid_type',
  why: 'A value that is dropped without a word looks like a setting that does nothing. Answers of 5xx are sent three times by the official libraries, and a 200 hides the mistake.',
  mend: 'Check the type of every parameter that you know, and answer 400 with its name in param.',
  wrong: '{"temperature": "hot"} → 500',
  right: '{"temperature": "hot"} → 400',
  on: [],
} satisfies Rule
