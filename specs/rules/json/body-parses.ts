import type { Rule } from '../../../src/model/index.ts'

export default {
  says: 'The body of a successful reply is well-formed JSON with nothing after it.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 8259 sections 2, 4, 6 and 7; OpenAPI paths › /chat/completions › post › responses › 200',
  why: 'Every client parses the body first. NaN and Infinity, which some languages write for extreme log probabilities, make strict parsers throw.',
  mend: 'Write the reply with a JSON serializer that rejects NaN and Infinity, and end the body after the object.',
  wrong: '{"logprob": -Infinity}',
  right: '{"logprob": -9999.0}',
  on: ['unreadable'],
  *check({ request: { endpoint }, exchange: { status, ended }, why, text }) {
    // Other methods and paths do not promise JSON; http/message-framing reports a truncated body.
    if (endpoint === 'other' || ended !== 'complete') return
    if (status === undefined || status < 200 || status > 299) return
    yield { at: '/body', message: why, got: text.slice(0, 200) }
  },
} satisfies Rule<'unreadable'>
