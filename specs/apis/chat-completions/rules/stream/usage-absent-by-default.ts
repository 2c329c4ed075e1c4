import type { Rule } from '../../../../../src/model/index.ts'
import { asksUsage, hasUsage } from './_stream.ts'

export default {
  says: 'Without include_usage no chunk carries a usage.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionStreamResponse › usage (only present when include_usage is set)',
  why: 'The usage chunk has no choices; clients that did not ask for it read choices[0] of every chunk and crash.',
  mend: 'Send usage only when stream_options.include_usage is true.',
  wrong: 'no stream_options: {"choices":[],"usage":{…}}',
  right: 'no stream_options: no chunk with a usage',
  on: ['stream'],
  *check(seen) {
    const i = asksUsage(seen) ? -1 : seen.chunks.findIndex(({ data }) => hasUsage(data))
    if (i >= 0) yield { at: `/chunks/${i}/usage`, message: 'was not asked for', got: seen.chunks[i]?.data.usage }
  },
} satisfies Rule<'stream'>
