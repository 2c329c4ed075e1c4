import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A target that has accepted one form of a feature accepts every valid form of it.',
  level: 'MUST',
  basis: 'published schema',
  source: 'The schema of the request: it has these forms side by side, and none of them is optional by itself',
  why: 'A client that was tried with one form fails with another, and its author takes the feature for missing.',
  mend: 'Accept the form that the message names, or refuse the feature in all of its forms.',
  wrong: 'an image before the text → 200, the text before an image → 400',
  right: 'an image before the text → 200, the text before an image → 200',
  on: [],
} satisfies Rule
