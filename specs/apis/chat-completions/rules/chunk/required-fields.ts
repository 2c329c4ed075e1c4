import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Every chunk has a string id, object, created, a string model and an array choices.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionStreamResponse › required',
  why: 'Typed clients fail on the first chunk; choices that is null or missing on the usage chunk makes both official stream helpers throw.',
  mend: 'Fill the envelope of every chunk, the usage chunk with "choices": [].',
  wrong: 'data: {"choices":null,"usage":{…}}',
  right:
    'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767225600,"model":"m","choices":[],"usage":{…}}',
  seen: ['https://github.com/microsoft/foundry-local/issues/144', 'https://github.com/mudler/LocalAI/pull/465'],
  on: ['stream'],
  check: bySchema('chunk/required-fields'),
} satisfies Rule<'stream'>
