import type { Rule } from '../../../../../src/model/index.ts'
import { dropped } from './_dropped.ts'

export default {
  says: 'Of several images in a request every one becomes part of the prompt.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'Images and vision guide, multiple image inputs',
  why: 'A comparison of two pictures is answered from one of them.',
  mend: 'Hand all images to the model in their order, or refuse more than it can see with a 400.',
  wrong: 'one image → {"prompt_tokens": 99}, that one and another → {"prompt_tokens": 99}',
  right: 'one image → {"prompt_tokens": 99}, that one and another → {"prompt_tokens": 184}',
  on: ['conversation'],
  check: (seen) => dropped(seen, 'image_url', 'some'),
} satisfies Rule<'conversation'>
