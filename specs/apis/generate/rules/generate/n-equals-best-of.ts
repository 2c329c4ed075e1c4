import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A request whose n is not best_of is refused, and so is a stream of more than one answer.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'ModelTC/LightLLM: lightllm/server/api_lightllm.py; lightllm/server/core/objs/sampling_params.py',
  why: 'A caller who asks for three and takes two gets neither.',
  mend: 'Refuse with 400.',
  wrong: '"n": 2, "best_of": 3 → 200',
  right: '"n": 2, "best_of": 3 → 400',
  on: [],
} satisfies Rule
