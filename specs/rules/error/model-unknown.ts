import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A request for an unknown model is rejected, unless the server has only one model.',
  level: 'MAY',
  basis: 'observed reference behaviour',
  source: 'The reference answers 404, code model_not_found; servers of a single model lawfully take any name',
  why: 'A typo goes unnoticed, and routers that fall back after a 404 never fall back.',
  mend: 'Answer 404 with code model_not_found.',
  wrong: '{"model": "no-such-model"} → 500',
  right: '{"model": "no-such-model"} → 404',
  seen: [
    'https://github.com/lmstudio-ai/lmstudio-bug-tracker/issues/619',
    'https://github.com/ROCm/FastFlowLM/issues/266',
    'https://github.com/sgl-project/sglang/issues/7035',
  ],
  on: [],
} satisfies Rule
