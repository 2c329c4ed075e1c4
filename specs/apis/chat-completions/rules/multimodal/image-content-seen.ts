import type { Rule } from '../../../../../src/model/index.ts'
import { dropped } from './_dropped.ts'

export default {
  says: 'An image that is accepted becomes part of the prompt.',
  level: 'SHOULD',
  basis: 'published description',
  source:
    'OpenAPI ChatCompletionRequestUserMessage › content (text, image or audio inputs); CompletionUsage › prompt_tokens',
  why: 'The model answers as if it had seen the image, and nothing says that it has not.',
  mend: 'Hand the image to the model, or refuse it with a 400 where the model cannot see.',
  wrong: 'a question with an image → {"prompt_tokens": 14}, without it → {"prompt_tokens": 14}',
  right: 'a question with an image → {"prompt_tokens": 99}, without it → {"prompt_tokens": 14}',
  on: ['conversation'],
  check: (seen) => dropped(seen, 'image_url', 'none'),
} satisfies Rule<'conversation'>
