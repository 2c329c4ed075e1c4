import type { Rule } from '../../../../../src/model/index.ts'
import { asked, integer, list, object } from '../../../../rules/_helpers.ts'

export default {
  says: 'A prompt with two pictures has more tokens than the same with one.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'ModelTC/LightLLM: lightllm/server/api_lightllm.py; lightllm/server/multimodal_params.py',
  why: 'Pictures that do not count were not looked at, or are not billed.',
  mend: 'Put the tokens of every picture in the place of its tag, and count them.',
  wrong: 'one picture: "prompt_tokens": 286, two: "prompt_tokens": 286',
  right: 'one picture: "prompt_tokens": 286, two: "prompt_tokens": 542',
  on: ['conversation'],
  *check(seen) {
    const counted = seen.replies.flatMap((one, i) => {
      const tokens = one.kind === 'json' ? integer(one.result.prompt_tokens) : undefined
      return tokens === undefined ? [] : [{ i, tokens, images: imagesOf(one) }]
    })
    const fewest = counted.find(({ images }) => images === Math.min(...counted.map((one) => one.images)))
    for (const { i, tokens, images } of counted)
      if (fewest && images > fewest.images && tokens <= fewest.tokens)
        yield {
          at: `/replies/${i}/prompt_tokens`,
          message: `is no more than with ${fewest.images} of its ${images} pictures`,
          got: tokens,
        }
  },
} satisfies Rule<'conversation'>

function imagesOf(seen: Parameters<typeof asked>[0]): number {
  return list(object(asked(seen).multimodal_params)?.images).length
}
