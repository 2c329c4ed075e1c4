import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'Beyond the contract: every non-empty line of a stream begins with "data: ".',
  level: 'MAY',
  basis: 'client library need',
  source: 'Streaming examples that cut the first six characters off every line',
  why: 'Programs that parse line[6:] as JSON stop at a keep-alive comment, and lose a character where the space is missing.',
  mend: 'Keep the connection alive at the TCP level to support such programs, which should use an SSE parser.',
  wrong: ': keep-alive\n\ndata: {…}',
  right: 'data: {…}',
  on: ['stream'],
  *check(seen) {
    const i = seen.lines.findIndex(({ text }) => text !== '' && !text.startsWith('data: '))
    if (i >= 0) yield { at: `/lines/${i}`, message: 'does not begin with "data: "', got: seen.lines[i]?.text }
  },
} satisfies Rule<'stream'>
