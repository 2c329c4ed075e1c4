import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A request without inputs or without parameters is refused.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/api_param.rst; a missing parameters is 417',
  why: 'A caller who forgot the one or the other gets an answer to a question that was not asked.',
  mend: 'Refuse with 400, 417 or 422.',
  wrong: '{"parameters":{}} → 200',
  right: '{"parameters":{}} → 417',
  on: [],
} satisfies Rule
