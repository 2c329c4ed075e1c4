import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'finish_reason is stop, length, abort or error; in a stream null until the last event.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'ModelTC/LightLLM: lightllm/server/api_lightllm.py; lightllm/server/core/objs/req.py FinishStatus',
  why: 'Clients tell a whole answer from one that was cut by it.',
  mend: 'Map other reasons to these four.',
  wrong: '"finish_reason": "eos"',
  right: '"finish_reason": "stop"',
  on: ['json', 'stream'],
  check: bySchema('generate/finish-reason-enum'),
} satisfies Rule<'json' | 'stream'>
