import type { Rule } from '../../../../../src/model/index.ts'
import { FEW } from '../../../../rules/_helpers.ts'
import { hasUsage, isOutsideAnswer } from './_stream.ts'

export default {
  says: 'Only the usage chunk has empty choices.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionStreamResponse › choices (can be empty for the last chunk with include_usage)',
  why: 'Many clients read choices[0] of every chunk and crash on an empty array.',
  mend: 'Send no other chunk with empty choices, and send keep-alives as comments.',
  wrong: '{"id":"","object":"","created":0,"model":"","choices":[]}',
  right: '{"id":"chatcmpl-1",…,"choices":[{"index":0,"delta":{"role":"assistant","content":""},"finish_reason":null}]}',
  seen: [
    'https://github.com/AbanteAI/archive-old-cli-mentat/issues/429',
    'https://github.com/simonw/llm/issues/294',
    'https://github.com/pydantic/logfire/issues/64',
    'https://github.com/awslabs/llmeter/pull/34',
  ],
  on: ['stream'],
  *check(seen) {
    const empty = [...seen.chunks.entries()].filter(
      ([, { data }]) =>
        Array.isArray(data.choices) && !data.choices.length && !hasUsage(data) && !isOutsideAnswer(data),
    )
    for (const [i] of empty.slice(0, FEW))
      yield { at: `/chunks/${i}/choices`, message: 'is empty, although the chunk has no usage', got: [] }
  },
} satisfies Rule<'stream'>
