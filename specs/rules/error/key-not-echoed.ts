import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'An error reply does not repeat the key of the request.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference shows the first and last letters of a wrong key only',
  why: 'Error messages end up in logs and bug reports, and a key with one wrong letter is almost a valid key.',
  mend: 'Leave the key out of messages, or mask all but a few letters.',
  wrong: '{"error": {"message": "Incorrect API key: sk-wrong-1234567890"}}',
  right: '{"error": {"message": "Incorrect API key: sk-wr***7890"}}',
  on: ['error'],
  *check(seen) {
    const { authorization } = seen.request.headers
    const key = authorization?.split(' ').at(-1) ?? ''
    // In recordings a key is replaced by the name of its variable, such as $NAME.
    if (key.length < 12 || key.startsWith('$') || !seen.text.includes(key)) return
    yield { at: '/body', message: 'contains the complete key of the request' }
  },
} satisfies Rule<'error'>
