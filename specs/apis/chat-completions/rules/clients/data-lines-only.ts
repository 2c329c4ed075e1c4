import type { Rule } from '../../../../../src/model/index.ts'

export default {
  says: 'Beyond the contract: every line of a stream that is not empty begins with "data: ".',
  level: 'MAY',
  basis: 'client library need',
  source: 'Streaming examples that cut the first six characters off every line',
  why: 'Programs that take line[6:] for JSON stop at a comment that keeps the connection alive, and lose a character where the space is missing.',
  mend: 'A server may keep the connection alive at the level of TCP; a program reads streams with a parser for them.',
  wrong: ': keep-alive\n\ndata: {…}',
  right: 'data: {…}',
  on: ['stream'],
  *check(seen) {
    const i = seen.lines.findIndex(({ text }) => text !== '' && !text.startsWith('data: '))
    if (i >= 0) yield { at: `/lines/${i}`, message: 'does not begin with "data: "', got: seen.lines[i]?.text }
  },
} satisfies Rule<'stream'>
