import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A prompt that does not have one tag for each image is rejected.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/multimodal.rst; lightllm/server/api_lightllm.py',
  why: 'An image without a tag is silently dropped; a tag without an image is read as text.',
  mend: 'Count the tags before generation, and answer 400 if they do not match the images.',
  wrong: 'two images and one <img></img> → 200',
  right: 'two images and one <img></img> → 400',
  on: [],
} satisfies Rule
