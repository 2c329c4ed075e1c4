import type { Rule } from '../../../../../src/model/index.ts'
import { asked, integer, list, object } from '../../../../rules/_helpers.ts'

export default {
  says: 'A prompt with two images has more tokens than the same prompt with one.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'ModelTC/LightLLM: lightllm/server/api_lightllm.py; lightllm/server/multimodal_params.py',
  why: 'Images that are not counted were ignored by the model, or are not billed.',
  mend: 'Replace the tag of every image by its tokens, and count them.',
  wrong: 'one image: "prompt_tokens": 286, two: "prompt_tokens": 286',
  right: 'one image: "prompt_tokens": 286, two: "prompt_tokens": 542',
  on: ['conversation'],
  *check(seen) {
    const counted = seen.replies.flatMap((reply, i) => {
      const tokens = reply.kind === 'json' ? integer(reply.result.prompt_tokens) : undefined
      return tokens === undefined ? [] : [{ i, tokens, images: countImages(reply) }]
    })
    const fewest = counted.find(({ images }) => images === Math.min(...counted.map((reply) => reply.images)))
    for (const { i, tokens, images } of counted)
      if (fewest && images > fewest.images && tokens <= fewest.tokens)
        yield {
          at: `/replies/${i}/prompt_tokens`,
          message: `is not more than for ${fewest.images} of the ${images} images`,
          got: tokens,
        }
  },
} satisfies Rule<'conversation'>

function countImages(seen: Parameters<typeof asked>[0]): number {
  return list(object(asked(seen).multimodal_params)?.images).length
}
