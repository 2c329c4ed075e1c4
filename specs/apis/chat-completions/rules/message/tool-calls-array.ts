import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'tool_calls is an array or absent.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionResponseMessage › tool_calls; ChatCompletionMessageToolCalls (array, not nullable)',
  why: 'Clients loop over the field if it is present: null or an object throws in many languages. The official libraries accept null.',
  mend: 'Omit the field when no tool is called.',
  wrong: '{"role":"assistant","content":"Hi","tool_calls":null}',
  right: '{"role":"assistant","content":"Hi","refusal":null}',
  on: ['json'],
  of: ['chat'],
  check: bySchema('message/tool-calls-array'),
} satisfies Rule<'json'>
