import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Every choice has the field logprobs; it is null unless the request asks for log probabilities.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionResponse › choices › items › required (logprobs)',
  why: 'Clients generated from the published schema reject a choice without it. The official libraries read an absent field as null.',
  mend: 'Send "logprobs": null in every choice without log probabilities.',
  wrong: '{"index":0,"message":{…},"finish_reason":"stop"}',
  right: '{"index":0,"message":{…},"logprobs":null,"finish_reason":"stop"}',
  on: ['json'],
  of: ['chat'],
  check: bySchema('choice/logprobs-key'),
} satisfies Rule<'json'>
