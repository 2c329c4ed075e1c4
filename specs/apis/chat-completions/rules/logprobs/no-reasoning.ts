import type { Finding, Rule } from '../../../../../src/model/index.ts'
import { list } from '../../../../rules/_helpers.ts'
import { type ChoiceSeen, choices, reasoningTokens, usage } from '../_chat.ts'
import { ENOUGH, reasoning } from '../_reasoning.ts'
import { contentOf, entriesOf } from './_entries.ts'
import { join } from './_joined.ts'

export default {
  says: 'logprobs.content has the tokens of the content, and none of the reasoning.',
  level: 'SHOULD',
  basis: 'published description',
  source: 'OpenAPI CreateChatCompletionResponse › choices › logprobs › content (a list of message content tokens)',
  why: 'Programs that align tokens with the content show the probabilities of other words, and reasoning that is hidden is sent.',
  mend: 'Leave out the entries of all tokens before the content begins.',
  wrong:
    '{"message": {"content": "42"}, "logprobs": {"content": [{"token": "They", …}, {"token": " want", …}, {"token": "42", …}]}}',
  right: '{"message": {"content": "42"}, "logprobs": {"content": [{"token": "42", …}]}}',
  on: ['json', 'stream'],
  of: ['chat'],
  *check(seen) {
    const isCounted = reasoningTokens(usage(seen)) > 0
    for (const choice of choices(seen.result)) yield* findReasoning(choice, isCounted)
  },
} satisfies Rule<'json' | 'stream'>

/** Tokens with which a template begins an answer. */
const MARKUP = /<[^<>\s]{1,40}>|\[[A-Z_/]{2,20}\]/g
const MOST_MARKUP = 12

function* findReasoning(choice: ChoiceSeen, isCounted: boolean): Iterable<Finding> {
  // The tokens of a call are generated, and are not in the content.
  if (list(choice.message.tool_calls).length) return
  const thought = reasoning(choice.message).trim()
  const joined = join(entriesOf(choice))?.trim() ?? ''
  const content = contentOf(choice)?.trim() ?? ''
  if (!joined || joined === content) return
  const isCopy =
    thought.length >= ENOUGH && joined.replace(/^<[^<>\s]{1,40}>\s*/, '').startsWith(thought.slice(0, ENOUGH))
  const before = content && joined.endsWith(content) ? joined.slice(0, -content.length) : ''
  const isLonger = (thought !== '' || isCounted) && before.replace(MARKUP, '').trim().length > MOST_MARKUP
  if (isCopy || isLonger)
    yield {
      at: `${choice.at}/logprobs/content`,
      message: `has tokens of the reasoning, which join to ${JSON.stringify(joined.slice(0, 60))}…; expected only those of the content`,
      got: joined.slice(0, 200),
    }
}
