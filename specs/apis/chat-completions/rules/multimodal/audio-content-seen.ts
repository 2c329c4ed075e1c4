import type { Rule } from '../../../../../src/model/index.ts'
import { findDropped } from './_dropped.ts'

export default {
  says: 'Audio that the server accepts becomes part of the prompt.',
  level: 'SHOULD',
  basis: 'published description',
  source:
    'OpenAPI ChatCompletionRequestUserMessage › content (text, image or audio inputs); CompletionUsage › prompt_tokens_details › audio_tokens',
  why: 'The model answers a question about audio that it never received.',
  mend: 'Pass the audio to the model, or reject it with a 400 if the model does not support audio.',
  wrong: 'a question with input_audio → {"prompt_tokens": 14}, without it → {"prompt_tokens": 14}',
  right: 'a question with input_audio → {"prompt_tokens": 39}, without it → {"prompt_tokens": 14}',
  on: ['conversation'],
  repeats: true,
  check: (seen) => findDropped(seen, 'input_audio', 'none'),
} satisfies Rule<'conversation'>
