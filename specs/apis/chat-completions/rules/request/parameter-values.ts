import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Every published parameter has a value of its published type, from its enum or within its bounds.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › properties',
  why: 'Strict servers reject the request; others silently ignore the parameter.',
  mend: 'Send a value that the contract allows.',
  wrong: '{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":"0.7"}',
  right: '{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0.7}',
  on: ['request'],
  perField: true,
  check: bySchema('request/parameter-values'),
} satisfies Rule<'request'>
