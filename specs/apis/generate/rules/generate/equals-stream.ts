import type { JsonSeen, Rule, StreamSeen } from '../../../../../src/model/index.ts'
import { object } from '../../../../rules/_helpers.ts'
import { parametersOf, ranToItsEnd } from './_generate.ts'

export default {
  says: 'Without sampling a stream adds up to the text that the same request gets as a whole.',
  level: 'SHOULD',
  basis: 'reference documentation',
  source: 'ModelTC/LightLLM: lightllm/server/api_lightllm.py: both forms are written from the same tokens',
  why: 'Two code paths in the server give two answers: text that is repeated, cut or garbled in the stream only.',
  mend: 'Build both forms from the same tokens.',
  wrong: '/generate "Hello", /generate_stream "Hel", "lo", "Hello"',
  right: '/generate "Hello", /generate_stream "Hel", "lo"',
  on: ['conversation'],
  *check(seen) {
    for (const [i, streamed] of seen.replies.entries()) {
      if (streamed.kind !== 'stream' || !isGreedy(streamed) || !ranToItsEnd(streamed)) continue
      const asks = bodyOf(streamed)
      const whole = seen.replies.filter((one): one is JsonSeen => one.kind === 'json' && bodyOf(one) === asks)
      const [expected, ...others] = whole.map(({ texts }) => texts[0]?.text)
      // Batches and kernels make answers differ: only what repeats itself can be compared.
      if (expected === undefined || !others.length || others.some((other) => other !== expected)) continue
      const got = streamed.texts[0]?.text ?? ''
      if (got !== expected)
        yield { at: `/replies/${i}/texts/0`, message: `differs from the whole reply, ${shown(String(expected))}`, got }
    }
  },
} satisfies Rule<'conversation'>

function isGreedy(seen: StreamSeen): boolean {
  return parametersOf(seen).do_sample === false
}

/** What was asked, whichever form was asked for. */
function bodyOf({ request }: StreamSeen | JsonSeen): string {
  const { stream: _, ...body } = object(request.body) ?? {}
  return JSON.stringify(body)
}

const shown = (text: string): string => JSON.stringify(text).slice(0, 200)
