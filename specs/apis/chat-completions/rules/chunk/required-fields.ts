import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Every chunk has id, object, created, model and choices; id and model are strings, choices is an array.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionStreamResponse › required',
  why: 'Typed clients fail on the first chunk; a usage chunk with null or absent choices makes both official stream helpers throw.',
  mend: 'Send all five fields in every chunk, with "choices": [] in the usage chunk.',
  wrong: 'data: {"choices":null,"usage":{…}}',
  right:
    'data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1767225600,"model":"m","choices":[],"usage":{…}}',
  seen: ['https://github.com/microsoft/foundry-local/issues/144', 'https://github.com/mudler/LocalAI/pull/465'],
  on: ['stream'],
  perField: true,
  check: bySchema('chunk/required-fields'),
} satisfies Rule<'stream'>
