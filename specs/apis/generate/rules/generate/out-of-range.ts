import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A parameter outside of its range, or of the wrong type, is rejected.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'ModelTC/LightLLM: lightllm/server/core/objs/sampling_params.py SamplingParams.verify',
  why: 'A value that is accepted but not applied hides the mistake.',
  mend: 'Answer 400, 417 or 422, and name the parameter.',
  wrong: '"best_of": 9 → 200',
  right: '"best_of": 9 → 400',
  on: [],
} satisfies Rule
