import type { ConversationSeen, Finding, Rule } from '../../../../../src/model/index.ts'
import { groupBy, list, ranToItsEnd } from '../../../../rules/_helpers.ts'
import { calls } from '../_chat.ts'
import { type Answer, selectAnswers, serialize, textOf } from '../_replies.ts'
import { findRefusedForms } from '../conversation/_forms.ts'

export default {
  says: 'With tools, an absent tool_choice means auto.',
  level: 'MUST',
  basis: 'published description',
  source: 'OpenAPI ChatCompletionToolChoiceOption (auto is the default if tools are present)',
  why: 'Most programs send only tools, some always send the default explicitly: both have to work.',
  mend: 'Treat an absent tool_choice as auto if the request has tools.',
  wrong: '{"tools": […]} → 400, {"tools": […], "tool_choice": "auto"} → 200',
  right: '{"tools": […]} → 200, {"tools": […], "tool_choice": "auto"} → 200',
  on: ['conversation'],
  *check(seen) {
    yield* findRefusedForms(seen, ({ tool_choice: choice = 'auto', ...ask }) =>
      list(ask.tools).length && choice === 'auto' ? ask : undefined,
    )
    yield* findMissingCalls(seen)
  },
} satisfies Rule<'conversation'>

/** Each form must get the same answer this often before the difference cannot be chance. */
const MIN_REPLIES = 3

/** Every reply to auto has the same call, every reply without tool_choice has the same text. */
function* findMissingCalls(seen: ConversationSeen): Iterable<Finding> {
  const replies = selectAnswers(seen).filter(
    ({ ask }) => list(ask.tools).length && (ask.tool_choice ?? 'auto') === 'auto',
  )
  for (const group of groupBy(replies, ({ ask: { tool_choice: _, ...ask } }) => serialize(ask)).values()) {
    const explicit = group.filter(({ ask }) => ask.tool_choice === 'auto')
    const absent = group.filter(({ ask }) => (ask.tool_choice ?? null) === null)
    if (
      explicit.length < MIN_REPLIES ||
      absent.length < MIN_REPLIES ||
      !group.every((reply) => ranToItsEnd(reply.seen))
    )
      continue
    const isCalled = explicit.every((reply) => callsOf(reply).length > 0)
    const isText = absent.every((reply) => callsOf(reply).length === 0 && textOf(reply))
    const [first] = absent
    if (!first || !isCalled || !isText || !areEqual(explicit) || !areEqual(absent)) continue
    yield {
      at: `${first.at}/choices/0/message/tool_calls`,
      message: `no tool call in ${absent.length} replies without tool_choice, but a call in every reply with tool_choice "auto"`,
    }
  }
}

function callsOf({ seen }: Answer): readonly unknown[] {
  return calls(seen.result).map(({ fn }) => [fn.name, fn.arguments])
}

function areEqual(replies: readonly Answer[]): boolean {
  return new Set(replies.map((reply) => serialize([callsOf(reply), textOf(reply) ?? '']))).size === 1
}
