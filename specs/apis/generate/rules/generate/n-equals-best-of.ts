import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A request whose n differs from best_of is rejected, and so is a stream of more than one answer.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'ModelTC/LightLLM: lightllm/server/api_lightllm.py; lightllm/server/core/objs/sampling_params.py',
  why: 'A caller that generates three answers and keeps two gets neither.',
  mend: 'Answer 400 if n differs from best_of, or if a stream requests more than one answer.',
  wrong: '"n": 2, "best_of": 3 → 200',
  right: '"n": 2, "best_of": 3 → 400',
  on: [],
} satisfies Rule
