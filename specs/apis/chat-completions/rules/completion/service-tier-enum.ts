import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'service_tier is null, absent, or one of auto, default, flex, scale, priority and fast.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ServiceTier › enum',
  why: 'Clients with closed enums (Rust, Swift, Kotlin) reject a reply with an unknown tier.',
  mend: 'Map your tiers to the published ones, or omit the field.',
  wrong: '"service_tier": "on_demand"',
  right: '"service_tier": "default"',
  on: ['json', 'stream'],
  of: ['chat'],
  check: bySchema('completion/service-tier-enum'),
} satisfies Rule<'json' | 'stream'>
