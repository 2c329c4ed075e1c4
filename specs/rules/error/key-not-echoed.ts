import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'A refusal does not repeat the key that was sent.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference shows the first and last letters of a wrong key only',
  why: 'Error texts end up in logs and bug reports: a key with one wrong letter is nearly a key.',
  mend: 'Leave the key out of messages, or mask all of it but a few letters.',
  wrong: '{"error": {"message": "Incorrect API key: sk-wrong-1234567890"}}',
  right: '{"error": {"message": "Incorrect API key: sk-wr***7890"}}',
  on: ['error'],
  *check(seen) {
    const { authorization } = seen.request.headers
    const key = authorization?.split(' ').at(-1) ?? ''
    // A secret stands in a request by its name only.
    if (key.length < 12 || key.startsWith('$') || !seen.text.includes(key)) return
    yield { at: '/body', message: 'holds the whole key that was sent' }
  },
} satisfies Rule<'error'>
