import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'Every published parameter has a value of its published type, from its list or within its bounds.',
  level: 'MUST',
  basis: 'published schema',
  source: 'OpenAPI CreateChatCompletionRequest › properties',
  why: 'Strict servers refuse the request; others ignore the parameter, and nobody notices.',
  mend: 'Send a value that the contract lists.',
  wrong: '{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":"0.7"}',
  right: '{"model":"m","messages":[{"role":"user","content":"Hi"}],"temperature":0.7}',
  on: ['request'],
  check: bySchema('request/parameter-values'),
} satisfies Rule<'request'>
