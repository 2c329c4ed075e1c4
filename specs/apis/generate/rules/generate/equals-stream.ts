import type { JsonSeen, Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { object, ranToItsEnd } from '../../../../rules/_helpers.ts'
import { readParameters } from './_generate.ts'

export default {
  says: 'Without sampling, a stream adds up to the text of the non-streamed reply.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'ModelTC/LightLLM: lightllm/server/api_lightllm.py: both forms are written from the same tokens',
  why: 'Two code paths in the server give two answers: text is repeated, truncated or garbled in the stream only.',
  mend: 'Build both replies from the same tokens.',
  wrong: '/generate "Hello", /generate_stream "Hel", "lo", "Hello"',
  right: '/generate "Hello", /generate_stream "Hel", "lo"',
  on: ['conversation'],
  *check(seen) {
    for (const [i, streamed] of seen.replies.entries()) {
      if (streamed.kind !== 'stream' || !isGreedy(streamed) || !ranToItsEnd(streamed)) continue
      const body = serializeRequest(streamed)
      const complete = seen.replies.filter(
        (reply): reply is JsonSeen => reply.kind === 'json' && serializeRequest(reply) === body,
      )
      const [expected, ...others] = complete.map(({ texts }) => texts[0]?.text)
      // Batching and kernels can make answers differ: compare only if the complete replies agree.
      if (expected === undefined || !others.length || others.some((other) => other !== expected)) continue
      const got = streamed.texts[0]?.text ?? ''
      if (got !== expected)
        yield {
          at: `/replies/${i}/texts/0`,
          message: `differs from the text of the non-streamed reply, ${quote(String(expected))}`,
          got,
        }
    }
  },
} satisfies Rule<'conversation'>

function isGreedy(seen: StreamSeen): boolean {
  return readParameters(seen).do_sample === false
}

/** The request body without the choice of a stream. */
function serializeRequest({ request }: StreamSeen | JsonSeen): string {
  const { stream: _, ...body } = object(request.body) ?? {}
  return JSON.stringify(body)
}

const quote = (text: string): string => JSON.stringify(text).slice(0, 200)
