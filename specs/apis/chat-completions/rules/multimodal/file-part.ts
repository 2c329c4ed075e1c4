import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'A file is read, or rejected with a 4xx.',
  level: 'MAY',
  basis: 'published schema',
  source: 'OpenAPI ChatCompletionRequestMessageContentPartFile',
  why: 'Few servers read documents: a 500 or a dropped part hides from the caller that files are not supported.',
  mend: 'Accept file parts, or answer 400.',
  wrong: '{"type": "file", …} → 500',
  right: '{"type": "file", …} → 200, or 400',
  on: [],
} satisfies Rule
