import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'The optional members metadata, moderation, service_tier and obfuscation have their published types where they occur.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI CreateChatCompletionResponse and CreateChatCompletionStreamResponse › metadata, moderation, service_tier, obfuscation',
  why: 'Typed clients refuse the whole reply for one member of the wrong type.',
  mend: 'Leave out what you do not have, and keep names of the contract for what they mean there.',
  wrong: '"metadata": "none"',
  right: '"metadata": {"user":"42"}',
  on: ['json', 'stream'],
  of: ['chat'],
  check: bySchema('completion/optional-members'),
} satisfies Rule<'json' | 'stream'>
