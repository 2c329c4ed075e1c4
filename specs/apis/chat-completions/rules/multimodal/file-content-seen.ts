import type { Rule } from '../../../../../src/model/index.ts'
import { findDropped } from './_dropped.ts'

export default {
  says: 'A file that the server accepts becomes part of the prompt.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionRequestMessageContentPartFile (file inputs); CompletionUsage › prompt_tokens',
  why: 'The model invents the content of the document.',
  mend: 'Pass the content of the file to the model, or reject it with a 400.',
  wrong: 'a question with a file → {"prompt_tokens": 14}, without it → {"prompt_tokens": 14}',
  right: 'a question with a file → {"prompt_tokens": 320}, without it → {"prompt_tokens": 14}',
  on: ['conversation'],
  repeats: true,
  check: (seen) => findDropped(seen, 'file', 'none'),
} satisfies Rule<'conversation'>
