import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { integer, object } from '../../../../rules/_helpers.ts'
import { calls, choices, reasoningTokens } from '../_chat.ts'
import { reasoning } from '../_reasoning.ts'
import { findDifferences } from '../stream/_pairs.ts'

/** The answer and its completion_tokens; undefined if the count does not follow from the answer. */
function readCost(completion: Wire): { readonly answer: string; readonly tokens: number } | undefined {
  const counts = object(completion.usage)
  const tokens = integer(counts?.completion_tokens)
  // Reasoning is counted as well, and its length may differ although the answer is the same.
  if (tokens === undefined || reasoningTokens(counts) > 0) return undefined
  const answers = choices(completion).map(({ choice, message }) => {
    const text = message.content ?? ''
    return reasoning(message) || typeof text !== 'string' ? undefined : [choice.index, text, choice.finish_reason]
  })
  // Calls are parsed, and the model may have written them in several ways.
  if (!answers.length || answers.includes(undefined) || calls(completion).length) return undefined
  return { answer: JSON.stringify(answers.sort()), tokens }
}

export default {
  says: 'The same answer has the same completion_tokens, streamed or not.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed: the reference with temperature 0 and a seed counts an answer alike in both forms',
  why: 'The cost of an answer depends on whether it was streamed: bills and limits do not match.',
  mend: 'Count the generated tokens of all choices, not the chunks, with the same code for both forms.',
  wrong: 'without stream "one two": completion_tokens 2, streamed "one two": completion_tokens 4',
  right: 'without stream "one two": completion_tokens 2, streamed "one two": completion_tokens 2',
  on: ['conversation'],
  repeats: true,
  *check(seen) {
    for (const { reply, streamed, plain } of findDifferences(seen, readCost)) {
      // stream/equals-non-stream reports another answer. How much is generated before a stop string is noticed may
      // depend on how the text is delivered.
      if (streamed.answer !== plain.answer || reply.ask.stop) continue
      yield {
        at: `${reply.at}/usage/completion_tokens`,
        message: `is ${streamed.tokens}; expected ${plain.tokens}, the count for the same answer without stream`,
        got: streamed.tokens,
      }
    }
  },
} satisfies Rule<'conversation'>
