import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'Every text part of a user message is read, at any place and next to an image.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionRequestUserMessage › content.oneOf (an array of content parts)',
  why: 'The model answers without a part of the message, and nothing in the reply says that it was dropped.',
  mend: 'Put the text of all parts into the prompt, in their order, also next to images.',
  wrong:
    '[{"type": "text", "text": "The ship is called Marigold."}, {"type": "text", "text": "What is the ship called?"}] → "I do not know."',
  right:
    '[{"type": "text", "text": "The ship is called Marigold."}, {"type": "text", "text": "What is the ship called?"}] → "Marigold"',
  on: [],
} satisfies Rule
