import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'stream_options without stream is rejected.',
  level: 'MAY',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionStreamOptions (only to be set together with stream true)',
  why: 'The caller expects a streamed reply: only an error shows the mistake.',
  mend: 'Answer 400 to stream_options unless stream is true.',
  wrong: '{"stream_options": {"include_usage": true}} → 200',
  right: '{"stream_options": {"include_usage": true}} → 400',
  on: [],
} satisfies Rule
