import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Every choice has finish_reason, index and message, and message is an object.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI CreateChatCompletionResponse › choices › items › required (its fourth member, logprobs, has a rule of its own)',
  why: 'Clients read choices[0].message.content without a check and throw; typed clients reject the reply.',
  mend: 'Send all three fields in every choice, also for an empty or filtered answer.',
  wrong: '{"finish_reason":"content_filter"}',
  right:
    '{"index":0,"message":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":"content_filter"}',
  seen: [
    'https://github.com/SecretiveShell/MCP-Bridge/issues/48',
    'https://github.com/NVIDIA/garak/pull/1760',
    'https://github.com/mudler/LocalAI/pull/465',
  ],
  on: ['json'],
  perField: true,
  of: ['chat'],
  check: bySchema('choice/required-fields'),
} satisfies Rule<'json'>
