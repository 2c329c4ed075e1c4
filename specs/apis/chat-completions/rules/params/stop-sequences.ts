import type { ConversationSeen, Finding, Rule } from '../../../../../src/model/index.ts'
import { asked } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { answerIn } from '../_reasoning.ts'
import { type Answer, type Ending, endingsOf, isRepeatable, isSameRequest, selectCompleteAnswers } from '../_replies.ts'
import { stopsOf } from '../_request.ts'

export default {
  says: 'The text ends before the first stop string and does not contain it, and finish_reason is stop.',
  level: 'MUST',
  basis: 'published description',
  source:
    'OpenAPI StopConfiguration (the returned text does not contain the stop sequence); finish_reason (stop at a provided stop sequence)',
  why: 'Agents cut the answer at their own marker and add the marker again: they see it twice, or process text that comes after it.',
  mend: 'End generation at the first stop string and cut the text before it, also if the stop string begins inside a token.',
  wrong: '{"stop": ["7"]} → {"content": "1, 2, 3, 4, 5, 6, 7"}',
  right: '{"stop": ["7"]} → {"content": "1, 2, 3, 4, 5, 6, ", "finish_reason": "stop"}',
  seen: ['https://github.com/huggingface/text-generation-inference/issues/1724'],
  on: ['json', 'stream', 'conversation'],
  repeats: true,
  of: ['chat'],
  *check(seen) {
    if (seen.kind === 'conversation') return yield* findOtherReasons(seen)
    const stops = stopsOf(asked(seen))
    if (!stops.length) return
    for (const { at, message } of choices(seen.result)) {
      const text = answerIn(message)
      const stop = stops.find((candidate) => text.includes(candidate))
      if (stop === undefined) continue
      yield { at: `${at}/message/content`, message: `contains the stop string ${JSON.stringify(stop)}`, got: text }
    }
  },
} satisfies Rule<'json' | 'stream' | 'conversation'>

/** Without stop strings the same text continues with a stop string: so the stop string ended this reply. */
function* findOtherReasons(seen: ConversationSeen): Iterable<Finding> {
  const replies = selectCompleteAnswers(seen)
  for (const ended of replies)
    for (const ending of endingsOf(ended)) {
      if (typeof ending.reason !== 'string' || ending.reason === 'stop') continue
      if (!replies.some((other) => continuesIn(ended, ending, other))) continue
      yield {
        at: `${ending.at}/finish_reason`,
        message: 'is not "stop", although a stop string ended the text',
        got: ending.reason,
      }
    }
}

function continuesIn(ended: Answer, { text }: Ending, other: Answer): boolean {
  if (stopsOf(other.ask).length || !isSameRequest(ended.ask, other.ask, 'stop')) return false
  if (!isRepeatable(text, ended.ask)) return false
  return endingsOf(other).some(
    (longer) =>
      longer.text.startsWith(text) &&
      stopsOf(ended.ask).some((stop) => longer.text.slice(text.length).trimStart().startsWith(stop.trimStart())),
  )
}
