import type { Rule } from '../../../../../src/model/index.ts'
import { findDropped } from './_dropped.ts'

export default {
  says: 'An image that the server accepts becomes part of the prompt.',
  level: 'SHOULD',
  basis: 'published description',
  source:
    'OpenAPI ChatCompletionRequestUserMessage › content (text, image or audio inputs); CompletionUsage › prompt_tokens',
  why: 'The model answers as if it had seen the image, and nothing in the reply says that it did not.',
  mend: 'Pass the image to the model, or reject it with a 400 if the model does not support images.',
  wrong: 'a question with an image → {"prompt_tokens": 14}, without it → {"prompt_tokens": 14}',
  right: 'a question with an image → {"prompt_tokens": 99}, without it → {"prompt_tokens": 14}',
  on: ['conversation'],
  repeats: true,
  check: (seen) => findDropped(seen, 'image_url', 'none'),
} satisfies Rule<'conversation'>
