import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'An image or audio file that cannot be decoded is rejected.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'ModelTC/LightLLM: lightllm/server/multimodal_params.py',
  why: 'The model invents what it was supposed to see or hear.',
  mend: 'Decode every image and audio file before generation, and answer 400 if that fails.',
  wrong: '{"type":"base64","data":"not base64"} → 200',
  right: '{"type":"base64","data":"not base64"} → 400',
  on: [],
} satisfies Rule
