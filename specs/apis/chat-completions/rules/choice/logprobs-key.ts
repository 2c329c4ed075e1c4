import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Every choice has the member logprobs, null where it was not asked for.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionResponse › choices › items › required (logprobs)',
  why: 'Clients generated from the published document refuse a choice without it. The official libraries take it for null.',
  mend: 'Send "logprobs": null.',
  wrong: '{"index":0,"message":{…},"finish_reason":"stop"}',
  right: '{"index":0,"message":{…},"logprobs":null,"finish_reason":"stop"}',
  on: ['json'],
  of: ['chat'],
  check: bySchema('choice/logprobs-key'),
} satisfies Rule<'json'>
