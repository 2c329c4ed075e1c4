import type { Rule } from '../../../../../src/model/index.ts'
import { bySchema } from '../../../../rules/_helpers.ts'

export default {
  says: 'finish_reason is stop, length, abort or error, and null in a stream until the last event.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'ModelTC/LightLLM: lightllm/server/api_lightllm.py; lightllm/server/core/objs/req.py FinishStatus',
  why: 'Clients use it to distinguish a complete answer from a truncated one.',
  mend: 'Map all other reasons to these four.',
  wrong: '"finish_reason": "eos"',
  right: '"finish_reason": "stop"',
  on: ['json', 'stream'],
  check: bySchema('generate/finish-reason-enum'),
} satisfies Rule<'json' | 'stream'>
