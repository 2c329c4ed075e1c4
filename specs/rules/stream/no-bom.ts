import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A stream does not begin with a byte order mark.',
  level: 'SHOULD',
  basis: 'client library need',
  source: 'WHATWG HTML section 9.2.5 allows one; openai-python takes it for a part of the first field name',
  why: 'openai-python silently loses the first chunk, and with it the role.',
  mend: 'Write UTF-8 without a byte order mark.',
  wrong: '\\xEF\\xBB\\xBFdata: {…}\n\n',
  right: 'data: {…}\n\n',
  on: ['stream'],
  *check({ bom }) {
    if (bom) yield { at: '/body', message: 'begins with a byte order mark; expected UTF-8 without one' }
  },
} satisfies Rule<'stream'>
