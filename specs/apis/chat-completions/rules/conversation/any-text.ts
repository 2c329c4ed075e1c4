import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A text is accepted whatever it looks like: an address, markup of a tool call, a line of a stream, JSON, a path.',
  level: 'SHOULD',
  basis: 'published schema',
  source:
    'OpenAPI ChatCompletionRequestMessage › content, ChatCompletionRequestMessageContentPartText › text (strings without a pattern)',
  why: 'Users paste logs, source code and addresses into a chat: a server that parses them refuses the request, or reads something else.',
  mend: 'Treat the text of a message as text: look for images in image parts only, and escape the markers of the chat template.',
  wrong: '{"role": "user", "content": "data: [DONE]"} → 400',
  right: '{"role": "user", "content": "data: [DONE]"} → 200',
  on: [],
} satisfies Rule
