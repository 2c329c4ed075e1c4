import type { Finding, Rule } from '../../../../../src/model/index.ts'
import { groupBy } from '../../../../rules/_helpers.ts'
import { type Answer, isAnswer, promptTokens, type Reply, selectReplies, serialize } from '../_replies.ts'
import { isRefused } from '../conversation/_forms.ts'

export default {
  says: 'A request means the same whether its characters are written raw or as \\u escapes.',
  level: 'MUST',
  basis: 'SSE/HTTP/JSON standard',
  source: 'RFC 8259 section 7 (any character may be escaped, those beyond the basic plane as a surrogate pair)',
  why: 'Python programs escape all non-ASCII characters by default, others none: half of the clients are misread.',
  mend: 'Parse the body with a JSON parser that joins surrogate pairs, before any other code reads its text.',
  wrong: '"日本" → {"prompt_tokens": 12}, "\\u65e5\\u672c" → {"prompt_tokens": 22}',
  right: '"日本" → {"prompt_tokens": 12}, "\\u65e5\\u672c" → {"prompt_tokens": 12}',
  on: ['conversation'],
  *check(seen) {
    for (const [, replies] of groupBy(selectReplies(seen), ({ ask }) => serialize(ask))) {
      const raw = replies.filter(isAnswer).find((reply) => !isEscaped(reply))
      const escaped = replies.find((reply) => isEscaped(reply) && (isAnswer(reply) || isRefused(reply)))
      if (raw && escaped) yield* compareReplies(raw, escaped)
    }
  },
} satisfies Rule<'conversation'>

function isEscaped({ seen }: Reply): boolean {
  return /\\u[0-9a-f]{4}/i.test(seen.request.text ?? '')
}

function* compareReplies(raw: Answer, escaped: Reply): Iterable<Finding> {
  const { status } = escaped.seen.exchange
  if (!isAnswer(escaped))
    return yield {
      at: `${escaped.at}/status`,
      message: `status ${status} for a request with escapes; the same request without them got an answer (reply ${raw.i})`,
      got: status,
    }
  const count = promptTokens(escaped)
  const rawCount = promptTokens(raw)
  if (count !== undefined && rawCount !== undefined && count !== rawCount)
    yield {
      at: `${escaped.at}/usage/prompt_tokens`,
      message: `is ${count} for a request with escapes; expected ${rawCount} as for the same request without them (reply ${raw.i})`,
      got: count,
    }
}
