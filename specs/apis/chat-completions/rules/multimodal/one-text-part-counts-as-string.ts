import type { Rule } from '../../../../../src/model/index.ts'
import { groupBy } from '../../../../rules/_helpers.ts'
import { answered, canonical, promptTokens, without } from '../conversation/_compare.ts'
import { asStrings } from './_rewrite.ts'

export default {
  says: 'One text part makes the same prompt as the string.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Observed; OpenAPI ChatCompletionRequestUserMessage › content.oneOf (two forms of the contents)',
  why: 'Another count means another prompt: the parts were written into it as JSON, or dropped.',
  mend: 'Use the text of a single text part as the content.',
  wrong: '"Hi" → {"prompt_tokens": 9}, [{"type": "text", "text": "Hi"}] → {"prompt_tokens": 24}',
  right: '"Hi" → {"prompt_tokens": 9}, [{"type": "text", "text": "Hi"}] → {"prompt_tokens": 9}',
  on: ['conversation'],
  *check(seen) {
    const counted = answered(seen).flatMap((reply) => {
      const tokens = promptTokens(reply)
      return tokens === undefined ? [] : [{ reply, tokens, form: canonical(reply.ask.messages) }]
    })
    const meaning = ({ reply }: (typeof counted)[number]) =>
      canonical(asStrings(without(reply.ask, 'stream', 'stream_options')))
    for (const [, same] of groupBy(counted, meaning)) {
      const [first] = same
      const other = same.find(({ tokens, form }) => first && tokens !== first.tokens && form !== first.form)
      if (first && other)
        yield {
          at: `${other.reply.at}/usage/prompt_tokens`,
          message: `is ${other.tokens}, and ${first.tokens} for the same text in the other form (reply ${first.reply.i})`,
          got: other.tokens,
        }
    }
  },
} satisfies Rule<'conversation'>
