import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'A message has the field content, a string or null.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionResponseMessage › required, content',
  why: 'Clients treat content as a string: an array of parts is shown as [object Object], and an absent field throws in typed clients.',
  mend: 'Send the text as one string, and null next to tool calls.',
  wrong: '{"role":"assistant","content":[{"type":"text","text":"Hi"}]}',
  right: '{"role":"assistant","content":"Hi","refusal":null}',
  on: ['json'],
  of: ['chat'],
  check: bySchema('message/content-type'),
} satisfies Rule<'json'>
