import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'A completion is an object with id, object, created, model and choices, and choices is an array.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionResponse › required',
  why: 'Typed clients reject the reply; others read choices[0] of an absent array and throw, on an answer that was paid for.',
  mend: 'Send all five fields in every reply, with one choice even for an empty answer.',
  wrong: '{"choices":null,"usage":{…}}',
  right: '{"id":"chatcmpl-1","object":"chat.completion","created":1767225600,"model":"m","choices":[{…}]}',
  seen: [
    'https://github.com/michelle-avery/custom-conversation/issues/24',
    'https://github.com/NVIDIA/garak/pull/1760',
    'https://github.com/BerriAI/litellm/pull/40252',
    'https://github.com/agentgateway/agentgateway/issues/1464',
    'https://github.com/mudler/LocalAI/pull/465',
  ],
  on: ['json'],
  perField: true,
  of: ['chat'],
  check: bySchema('completion/required-fields'),
} satisfies Rule<'json'>
