import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A message whose content is an empty array, or has a part of unknown type, is rejected.',
  level: 'SHOULD',
  basis: 'published schema',
  source:
    'OpenAPI ChatCompletionRequestUserMessage › content (minItems 1); ChatCompletionRequestUserMessageContentPart',
  why: 'A part that is silently skipped is missing from the answer, and the user does not learn why.',
  mend: 'Answer 400 to an empty content array and to parts of unknown type.',
  wrong: '{"content": [{"type": "hologram"}]} → 200',
  right: '{"content": [{"type": "hologram"}]} → 400',
  on: [],
} satisfies Rule
