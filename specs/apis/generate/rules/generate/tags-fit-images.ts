import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A prompt that does not have one tag for each picture is refused.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'LightLLM docs/EN/source/tutorial/multimodal.rst; lightllm/server/api_lightllm.py',
  why: 'A picture without a tag is silently left out; a tag without a picture is read as text.',
  mend: 'Count the tags before anything is generated, and refuse with 400.',
  wrong: 'two pictures and one <img></img> → 200',
  right: 'two pictures and one <img></img> → 400',
  on: [],
} satisfies Rule
