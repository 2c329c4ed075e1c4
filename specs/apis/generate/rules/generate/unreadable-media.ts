import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A picture or sound that cannot be read is refused.',
  level: 'MUST',
  basis: 'reference documentation',
  source: 'ModelTC/LightLLM: lightllm/server/multimodal_params.py',
  why: 'The model invents what it was to see.',
  mend: 'Decode every picture and sound before anything is generated, and refuse with 400.',
  wrong: '{"type":"base64","data":"not base64"} → 200',
  right: '{"type":"base64","data":"not base64"} → 400',
  on: [],
} satisfies Rule
