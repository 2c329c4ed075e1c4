import type { Rule } from '../../../../../src/model/index.ts'
import { object } from '../../../../rules/_helpers.ts'

export default {
  says: 'Without stream: true the reply is one JSON object, not an event stream.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › stream (default false, may be null)',
  why: 'A client that did not request a stream parses the body as JSON and fails on the first line.',
  mend: 'Stream only if stream is true, and treat false, null and absent alike.',
  wrong: 'stream: false → data: {"object":"chat.completion.chunk",…}',
  right: 'stream: false → {"object":"chat.completion",…}',
  on: ['stream'],
  *check({ request }) {
    const body = object(request.body)
    if (request.endpoint !== 'chat' || !body) return
    const { stream } = body
    if (stream === undefined || stream === null || stream === false)
      yield {
        at: '/body',
        message: `is an event stream although stream is ${stream === undefined ? 'absent' : stream}; expected one JSON object`,
      }
  },
} satisfies Rule<'stream'>
