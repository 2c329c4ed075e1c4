import type { Rule } from '../../../../../src/model/index.ts'
import { dropped } from './_dropped.ts'

export default {
  says: 'A sound that is accepted becomes part of the prompt.',
  level: 'SHOULD',
  basis: 'published description',
  source:
    'OpenAPI ChatCompletionRequestUserMessage › content (text, image or audio inputs); CompletionUsage › prompt_tokens_details › audio_tokens',
  why: 'The model answers a question that it did not hear.',
  mend: 'Hand the sound to the model, or refuse it with a 400 where the model cannot hear.',
  wrong: 'a question with input_audio → {"prompt_tokens": 14}, without it → {"prompt_tokens": 14}',
  right: 'a question with input_audio → {"prompt_tokens": 39}, without it → {"prompt_tokens": 14}',
  on: ['conversation'],
  check: (seen) => dropped(seen, 'input_audio', 'none'),
} satisfies Rule<'conversation'>
