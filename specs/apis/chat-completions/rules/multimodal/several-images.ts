import type { Rule } from '../../../../../src/model/index.ts'
import { findDropped } from './_dropped.ts'

export default {
  says: 'Every image of a request with several images becomes part of the prompt.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'Images and vision guide, multiple image inputs',
  why: 'A comparison of two images is answered from only one of them.',
  mend: 'Pass all images to the model in their order, or reject more images than it supports with a 400.',
  wrong: 'one image → {"prompt_tokens": 99}, that image and another → {"prompt_tokens": 99}',
  right: 'one image → {"prompt_tokens": 99}, that image and another → {"prompt_tokens": 184}',
  on: ['conversation'],
  repeats: true,
  check: (seen) => findDropped(seen, 'image_url', 'some'),
} satisfies Rule<'conversation'>
