import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'The published bounds are valid values: temperature 0 and 2, top_p 1, penalties -2 and 2, also as integers.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI ModelResponseProperties › temperature, top_p; CreateChatCompletionRequest › presence_penalty, frequency_penalty',
  why: 'Temperature 0 is the most common setting: servers that require a value above zero reject every evaluation.',
  mend: 'Compare with less-or-equal, and treat temperature 0 as greedy decoding.',
  wrong: '{"temperature": 0} → 422',
  right: '{"temperature": 0} → 200',
  on: [],
} satisfies Rule
