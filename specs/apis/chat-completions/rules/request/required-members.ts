import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'A request is an object with a model and at least one message.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › required, messages › minItems',
  why: 'The server rejects the request, or answers with whatever model it has.',
  mend: 'Send model and messages.',
  wrong: '{"messages":[{"role":"user","content":"Hi"}]}',
  right: '{"model":"m","messages":[{"role":"user","content":"Hi"}]}',
  on: ['request'],
  perField: true,
  check: bySchema('request/required-members'),
} satisfies Rule<'request'>
