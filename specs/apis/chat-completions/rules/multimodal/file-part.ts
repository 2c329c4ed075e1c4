import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A file is read, or refused with a 4xx.',
  level: 'MAY',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestMessageContentPartFile',
  why: 'Few servers read documents: a 500 or a dropped part leaves the caller guessing.',
  mend: 'Accept file parts, or answer 400.',
  wrong: '{"type": "file", …} → 500',
  right: '{"type": "file", …} → 200, or 400',
  on: [],
} satisfies Rule
