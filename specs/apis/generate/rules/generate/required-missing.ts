import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A request without inputs or without parameters is rejected.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst; a missing parameters is 417',
  why: 'A caller who forgot a field gets an answer to a question that was not asked.',
  mend: 'Answer 400, 417 or 422.',
  wrong: '{"parameters":{}} → 200',
  right: '{"parameters":{}} → 417',
  on: [],
} satisfies Rule
