import type { ConversationSeen, Finding, Rule } from '../../../../../src/model/index.ts'
import { groupBy, list } from '../../../../rules/_helpers.ts'
import { calls } from '../_chat.ts'
import { type Answered, answered, canonical, isWhole, textOf, without } from '../conversation/_compare.ts'
import { refusedForms } from '../conversation/_forms.ts'

export default {
  says: 'Leaving tool_choice out beside tools means auto.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionToolChoiceOption (auto is the default if tools are present)',
  why: 'Most programs send tools and nothing else, some always write the default out: both have to work.',
  mend: 'Treat an absent tool_choice beside tools as auto.',
  wrong: '{"tools": […]} → 400, {"tools": […], "tool_choice": "auto"} → 200',
  right: '{"tools": […]} → 200, {"tools": […], "tool_choice": "auto"} → 200',
  on: ['conversation'],
  *check(seen) {
    yield* refusedForms(seen, ({ tool_choice: choice = 'auto', ...ask }) =>
      list(ask.tools).length && choice === 'auto' ? ask : undefined,
    )
    yield* uncalled(seen)
  },
} satisfies Rule<'conversation'>

/** As often both forms have to be answered, each in its own words alone, before that is no chance. */
const ENOUGH = 3

/** Auto is answered with one and the same call every time, its absence with one and the same text. */
function* uncalled(seen: ConversationSeen): Iterable<Finding> {
  const replies = answered(seen).filter(({ ask }) => list(ask.tools).length && (ask.tool_choice ?? 'auto') === 'auto')
  for (const [, same] of groupBy(replies, ({ ask }) => canonical(without(ask, 'tool_choice')))) {
    const named = same.filter(({ ask }) => ask.tool_choice === 'auto')
    const silent = same.filter(({ ask }) => (ask.tool_choice ?? null) === null)
    if (named.length < ENOUGH || silent.length < ENOUGH || !same.every(isWhole)) continue
    const isCalled = named.every((reply) => called(reply).length > 0)
    const isSaid = silent.every((reply) => called(reply).length === 0 && textOf(reply))
    const [first] = silent
    if (!first || !isCalled || !isSaid || !areAlike(named) || !areAlike(silent)) continue
    yield {
      at: `${first.at}/choices/0/message/tool_calls`,
      message: `is no call in ${silent.length} of ${silent.length} replies, but one in every reply to tool_choice auto`,
    }
  }
}

function called({ seen }: Answered): readonly unknown[] {
  return calls(seen.result).map(({ fn }) => [fn.name, fn.arguments])
}

function areAlike(replies: readonly Answered[]): boolean {
  return new Set(replies.map((reply) => canonical([called(reply), textOf(reply) ?? '']))).size === 1
}
