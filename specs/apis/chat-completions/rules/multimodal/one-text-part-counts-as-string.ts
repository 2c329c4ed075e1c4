import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy } from '../../../../rules/_helpers.ts'
import { promptTokens, selectAnswers, serialize, serializeRequest } from '../_replies.ts'
import { asStrings } from '../_request.ts'

export default {
  says: 'A single text part makes the same prompt as the same text sent as a string.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; OpenAPI ChatCompletionRequestUserMessage › content.oneOf (two forms of the contents)',
  why: 'A different count means a different prompt: the part was written into it as JSON, or dropped.',
  mend: 'Use the text of a single text part as the content.',
  wrong: '"Hi" → {"prompt_tokens": 9}, [{"type": "text", "text": "Hi"}] → {"prompt_tokens": 24}',
  right: '"Hi" → {"prompt_tokens": 9}, [{"type": "text", "text": "Hi"}] → {"prompt_tokens": 9}',
  on: ['conversation'],
  *check(seen) {
    const counts = selectAnswers(seen).flatMap((reply) => {
      const tokens = promptTokens(reply)
      return tokens === undefined ? [] : [{ reply, tokens, form: serialize(reply.ask.messages) }]
    })
    for (const group of groupBy(counts, ({ reply }) => serializeRequest(asStrings(reply.ask))).values()) {
      const [first] = group
      const other = group.find(({ tokens, form }) => first && tokens !== first.tokens && form !== first.form)
      if (first && other)
        yield {
          at: `${other.reply.at}/usage/prompt_tokens`,
          message: `is ${other.tokens}; expected ${first.tokens}, the count for the same text in the other form (reply ${first.reply.i})`,
          got: other.tokens,
        }
    }
  },
} satisfies Rule<'conversation'>
