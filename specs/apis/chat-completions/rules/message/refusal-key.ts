import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'A message has the field refusal, a string or null.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionResponseMessage › required, refusal',
  why: 'Clients generated from the published schema reject a message without it. The official libraries read an absent field as null.',
  mend: 'Send "refusal": null in every message without a refusal.',
  wrong: '{"role":"assistant","content":"Hi"}',
  right: '{"role":"assistant","content":"Hi","refusal":null}',
  on: ['json'],
  of: ['chat'],
  check: bySchema('message/refusal-key'),
} satisfies Rule<'json'>
