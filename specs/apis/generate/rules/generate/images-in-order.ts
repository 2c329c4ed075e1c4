import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'The pictures stand for the tags in the order of the list.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/multimodal.rst; lightllm/server/multimodal_params.py',
  why: 'A question about the first picture is answered from another.',
  mend: 'Put the n-th picture in the place of the n-th tag.',
  wrong: 'images [red, blue], "the first picture" → blue',
  right: 'images [red, blue], "the first picture" → red',
  on: [],
} satisfies Rule
