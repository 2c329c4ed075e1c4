import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'
import { isFilterChunk } from './_filter.ts'

export default {
  says: 'object of a chunk is "chat.completion.chunk".',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionStreamResponse › object › enum',
  why: 'The stream helper of openai-python silently drops a chunk with another object and then fails on an empty answer.',
  mend: 'Send "object": "chat.completion.chunk" in every chunk.',
  wrong: 'data: {"object":"chat.completion",…}',
  right: 'data: {"object":"chat.completion.chunk",…}',
  seen: [
    'https://github.com/langgenius/dify/pull/3506',
    'https://github.com/seratch/ChatGPT-in-Slack/pull/49',
    'https://github.com/AbanteAI/archive-old-cli-mentat/issues/429',
    'https://github.com/simonw/llm/issues/294',
  ],
  on: ['stream'],
  *check(seen) {
    // Azure leaves object empty in the chunks that carry only a content filter verdict.
    const filters = new Set(seen.chunks.flatMap(({ data }, i) => (isFilterChunk(data) ? [`/chunks/${i}/object`] : [])))
    for (const finding of bySchema('chunk/object-const')(seen)) if (!filters.has(finding.at)) yield finding
  },
} satisfies Rule<'stream'>
