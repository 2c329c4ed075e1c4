import type { Observation, Rule, Wire } from '../../../../../src/model/index.ts'
import { asked, integer, list, object, string } from '../../../../rules/_helpers.ts'
import { calls, choices } from '../_chat.ts'
import { findDifferences } from '../stream/_pairs.ts'

/** What was said and what it cost, as JSON text; undefined where the cost cannot be read off what was said. */
function priced(completion: Wire): string | undefined {
  const usage = object(completion.usage)
  const tokens = integer(usage?.completion_tokens)
  const details = object(usage?.completion_tokens_details)
  // Thoughts cost as well, and are as long as they like though the answer is the same.
  if (tokens === undefined || (integer(details?.reasoning_tokens) ?? 0) > 0) return undefined
  const said = choices(completion).map(({ choice, message }) => {
    const thinks = string(message.reasoning_content) || string(message.reasoning)
    const text = message.content ?? ''
    return thinks || typeof text !== 'string' ? undefined : [choice.index, text, choice.finish_reason]
  })
  // Calls are parsed, and may have been written in several ways.
  if (!said.length || said.includes(undefined) || calls(completion).length) return undefined
  return JSON.stringify([JSON.stringify(said.sort()), tokens])
}

export default {
  says: 'The same answer has the same completion_tokens, streamed or not.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference with temperature 0 and a seed counts an answer alike in both forms',
  why: 'What an answer costs depends on the form in which it was asked for: bills and limits do not fit.',
  mend: 'Count the tokens that were generated, those of all choices, and not the chunks, in one place for both forms.',
  wrong: 'without stream "one two": completion_tokens 2, streamed "one two": completion_tokens 4',
  right: 'without stream "one two": completion_tokens 2, streamed "one two": completion_tokens 2',
  on: ['conversation'],
  *check(seen) {
    for (const { reply, streamed, plain } of findDifferences(seen, priced)) {
      const [[said, got], [expected, before]] = [list(streamed), list(plain)]
      // Another answer has a rule of its own, and a price of its own. How much is generated before a stop string is noticed
      // may depend on how the text is delivered.
      if (said !== expected || asked(seen.replies[reply] as Observation).stop) continue
      const at = `/replies/${reply}/usage/completion_tokens`
      yield { at, message: `is ${got}, but ${before} for the same answer without stream`, got }
    }
  },
} satisfies Rule<'conversation'>
