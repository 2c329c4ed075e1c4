import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'The role of a message is assistant.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionResponseMessage › required, role › enum',
  why: 'Clients add the message to the history unchanged; with another role or none the next request is rejected or misread.',
  mend: 'Send "role": "assistant" in every message.',
  wrong: '{"content":"Hi","refusal":null}',
  right: '{"role":"assistant","content":"Hi","refusal":null}',
  on: ['json'],
  of: ['chat'],
  check: bySchema('message/role'),
} satisfies Rule<'json'>
