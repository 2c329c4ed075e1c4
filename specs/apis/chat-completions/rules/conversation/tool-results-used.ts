import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'The results of tool calls are part of the prompt.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionRequestToolMessage › content (the contents of the tool message)',
  why: 'An agent calls its tools and gets an answer that uses none of their results, or calls them again and again.',
  mend: 'Put the content of every tool message into the prompt, as a string and as text parts.',
  wrong:
    '[…, {"role": "tool", "content": "The ship is called Marigold.", …}] → "I do not know what the ship is called."',
  right: '[…, {"role": "tool", "content": "The ship is called Marigold.", …}] → "The ship is called Marigold."',
  on: [],
} satisfies Rule
