import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'finish_reason of a chunk is null, stop, length, tool_calls, content_filter or function_call.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionStreamResponse › choices › items › finish_reason › enum, nullable',
  why: 'Clients treat any string as the end: "" ends the answer at its first chunk, and clients with closed enums reject an unknown reason.',
  mend: 'Send null until the answer ends, then one of the five published reasons.',
  wrong: '{"index":0,"delta":{"content":"Hi"},"finish_reason":""}',
  right: '{"index":0,"delta":{"content":"Hi"},"finish_reason":null}',
  on: ['stream'],
  check: bySchema('chunk/finish-reason-enum'),
} satisfies Rule<'stream'>
