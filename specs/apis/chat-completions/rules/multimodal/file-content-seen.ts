import type { Rule } from '../../../../../src/model/index.ts'
import { dropped } from './_dropped.ts'

export default {
  says: 'A file that is accepted becomes part of the prompt.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionRequestMessageContentPartFile (file inputs); CompletionUsage › prompt_tokens',
  why: 'The model makes up what the document says.',
  mend: 'Hand the content of the file to the model, or refuse it with a 400.',
  wrong: 'a question with a file → {"prompt_tokens": 14}, without it → {"prompt_tokens": 14}',
  right: 'a question with a file → {"prompt_tokens": 320}, without it → {"prompt_tokens": 14}',
  on: ['conversation'],
  check: (seen) => dropped(seen, 'file', 'none'),
} satisfies Rule<'conversation'>
