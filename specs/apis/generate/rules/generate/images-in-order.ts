import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'Images replace the tags in the order of the array.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/multimodal.rst; lightllm/server/multimodal_params.py',
  why: 'A question about the first image is answered from another one.',
  mend: 'Put the n-th image in the place of the n-th tag.',
  wrong: 'images [red, blue], "the first image" → blue',
  right: 'images [red, blue], "the first image" → red',
  on: [],
} satisfies Rule
