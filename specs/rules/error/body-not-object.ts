import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A request body that is JSON but not an object is rejected.',
  level: 'SHOULD',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest (type object)',
  why: 'Handlers that read fields of an array or a number crash. The official libraries retry a 5xx twice, and a 200 hides the mistake.',
  mend: 'Answer 400 unless the body is a JSON object.',
  wrong: '[] → 500',
  right: '[] → 400',
  on: [],
} satisfies Rule
