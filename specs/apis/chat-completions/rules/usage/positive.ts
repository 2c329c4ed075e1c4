import type { Finding, Rule, Wire } from '../../../../../src/model/index.ts'
import { asked, integer, list, object, string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { promptOf } from '../_request.ts'
import { type CountsSeen, DETAILS, finalCounts } from './_counts.ts'

export default {
  says: 'Token counts are not negative, and not 0 for a prompt with text or an output that is not empty.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'OpenAPI CompletionUsage (counts); observed: the reference counts every prompt and every output',
  why: 'Budgets and bills are too low, and -1 for unknown is added up as a number.',
  mend: 'Count the tokens, including cached tokens; leave usage out if the server cannot count.',
  wrong: '{"prompt_tokens":0,"completion_tokens":-1,"total_tokens":-1}',
  right: '{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const last = finalCounts(seen)
    if (!last) return
    yield* findNegatives(last)
    if (last.counts.prompt_tokens === 0 && promptOf(asked(seen)).trim())
      yield { at: `${last.at}/prompt_tokens`, message: 'is 0, although the prompt has text', got: 0 }
    const isAnswered = choices(seen.result).some(({ message }) => hasOutput(message))
    if (last.counts.completion_tokens === 0 && isAnswered)
      yield { at: `${last.at}/completion_tokens`, message: 'is 0, although the output is not empty', got: 0 }
  },
} satisfies Rule<'json' | 'stream'>

function* findNegatives({ at, counts }: CountsSeen): Iterable<Finding> {
  const paths = [
    ...['prompt_tokens', 'completion_tokens', 'total_tokens'].map((key) => [counts, key, `/${key}`] as const),
    ...DETAILS.flatMap(({ in: details, parts }) =>
      parts.map((key) => [object(counts[details]) ?? {}, key, `/${details}/${key}`] as const),
    ),
  ]
  for (const [owner, key, path] of paths) {
    const got = integer(owner[key])
    if (got !== undefined && got < 0) yield { at: at + path, message: 'is negative; expected a token count', got }
  }
}

function hasOutput(message: Wire): boolean {
  return Boolean(string(message.content)) || list(message.tool_calls).length > 0
}
