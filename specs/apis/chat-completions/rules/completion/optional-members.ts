import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'If present, metadata, moderation, service_tier and obfuscation have their published types.',
  level: 'MUST',
  basis: 'published schema',
  source:
    'OpenAPI CreateChatCompletionResponse and CreateChatCompletionStreamResponse › metadata, moderation, service_tier, obfuscation',
  why: 'Typed clients reject a reply because of one field of the wrong type.',
  mend: 'Omit fields that you do not support, and use the names of the contract only with their published meaning.',
  wrong: '"metadata": "none"',
  right: '"metadata": {"user":"42"}',
  on: ['json', 'stream'],
  perField: true,
  of: ['chat'],
  check: bySchema('completion/optional-members'),
} satisfies Rule<'json' | 'stream'>
