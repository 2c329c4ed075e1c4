import type { Rule } from '../../../../../src/model/index.ts'
import { hasUsage, requestsUsage } from './_stream.ts'

export default {
  says: 'Without include_usage, no chunk has a usage.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionStreamResponse › usage (only present when include_usage is set)',
  why: 'The usage chunk has no choices; clients that did not request it read choices[0] of every chunk and crash.',
  mend: 'Send usage only when stream_options.include_usage is true.',
  wrong: 'no stream_options: {"choices":[],"usage":{…}}',
  right: 'no stream_options: no chunk with a usage',
  on: ['stream'],
  *check(seen) {
    const i = requestsUsage(seen) ? -1 : seen.chunks.findIndex(({ data }) => hasUsage(data))
    if (i >= 0)
      yield {
        at: `/chunks/${i}/usage`,
        message: 'is present, although the request does not set include_usage',
        got: seen.chunks[i]?.data.usage,
      }
  },
} satisfies Rule<'stream'>
