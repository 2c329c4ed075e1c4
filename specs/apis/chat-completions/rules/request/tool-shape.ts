import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Tools and the tool choice have the published form.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › tools, tool_choice, functions, function_call',
  why: 'A tool without type or name is rejected, or never called.',
  mend: 'Write a tool as {"type":"function","function":{"name":…}}, and tool_choice as none, auto, required or an object that names the tool.',
  wrong: '{"model":"m","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","name":"now"}]}',
  right:
    '{"model":"m","messages":[{"role":"user","content":"Hi"}],"tools":[{"type":"function","function":{"name":"now"}}]}',
  on: ['request'],
  check: bySchema('request/tool-shape'),
} satisfies Rule<'request'>
