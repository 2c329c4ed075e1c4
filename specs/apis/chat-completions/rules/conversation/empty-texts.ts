import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'An empty string is accepted as the content of a message and as the text of a part.',
  level: 'SHOULD',
  basis: 'published schema',
  source:
    'OpenAPI ChatCompletionRequestMessage › content, ChatCompletionRequestMessageContentPartText › text (strings without minLength)',
  why: 'Agents save every turn, also an answer that was empty or a message with an attachment only: the conversation cannot be continued.',
  mend: 'Accept an empty string, and leave the empty message or part out of the prompt if the chat template cannot express it.',
  wrong: '{"role": "assistant", "content": ""} → 400',
  right: '{"role": "assistant", "content": ""} → 200',
  on: [],
} satisfies Rule
