import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A message whose content is an empty list, or has a part of unknown type, is refused.',
  level: 'SHOULD',
  basis: 'published schema',
  source:
    'OpenAPI ChatCompletionRequestUserMessage › content (minItems 1); ChatCompletionRequestUserMessageContentPart',
  why: 'A part that is skipped without a word is missing from the answer, and nobody knows why.',
  mend: 'Answer 400 to an empty list and to parts of a type that you do not know.',
  wrong: '{"content": [{"type": "hologram"}]} → 200',
  right: '{"content": [{"type": "hologram"}]} → 400',
  on: [],
} satisfies Rule
