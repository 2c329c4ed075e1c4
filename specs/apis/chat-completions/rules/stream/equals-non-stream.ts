import type { Rule, Wire } from '../../../../../src/model/index.ts'
import { list, object, string } from '../../../../rules/_helpers.ts'
import { choices } from '../_chat.ts'
import { findDifferences } from './_pairs.ts'

/** One value for each choice, in the order of the indexes; undefined if one value cannot be compared. */
function mapChoices(completion: Wire, value: (choice: Wire, message: Wire) => unknown): unknown[] | undefined {
  const values = [...choices(completion)]
    .sort((a, b) => Number(a.choice.index) - Number(b.choice.index))
    .map(({ choice, message }) => value(choice, message))
  return values.length && !values.includes(undefined) ? values : undefined
}

/** The string; an empty string for an absent value and null. */
function readText(value: unknown): string | undefined {
  return value === null || value === undefined ? '' : string(value)
}

/** The tokens that have log probabilities. */
function readTokens(logprobs: unknown): unknown {
  return list(object(logprobs)?.content).map((entry) => string(object(entry)?.token) ?? null)
}

const ASPECTS: Readonly<Record<string, (completion: Wire) => unknown[] | undefined>> = {
  'message/content': (completion) => mapChoices(completion, (_, message) => readText(message.content)),
  'message/refusal': (completion) => mapChoices(completion, (_, message) => readText(message.refusal)),
  finish_reason: (completion) => mapChoices(completion, (choice) => string(choice.finish_reason)),
  logprobs: (completion) => mapChoices(completion, (choice) => readTokens(choice.logprobs)),
}

/** How much of two values is shown, and how much of it is before the first difference. */
const SHOWN = 80
const BEFORE = 20

/** Both values where they differ. */
function excerpts(streamed: unknown, plain: unknown): readonly [string, string] {
  const [a, b] = [streamed, plain].map((value) => (typeof value === 'string' ? value : JSON.stringify(value ?? null)))
  if (a === undefined || b === undefined) return ['', '']
  let same = 0
  while (same < a.length && a[same] === b[same]) same++
  const from = same > BEFORE && Math.max(a.length, b.length) > SHOWN ? same - BEFORE : 0
  const show = (text: string): string => {
    const part = text.slice(from, from + SHOWN)
    return JSON.stringify(`${from ? '…' : ''}${part}${from + SHOWN < text.length ? '…' : ''}`)
  }
  return [show(a), show(b)]
}

export default {
  says: 'A stream adds up to the reply that the same request gets without stream.',
  level: 'SHOULD',
  basis: 'observed reference behaviour',
  source: 'Behaviour of the reference with temperature 0 and a seed',
  why: 'Two code paths in the server give two answers: text is repeated, cut or garbled only in the stream.',
  mend: 'Build both forms from the same sampled text, finish_reason and log probabilities.',
  wrong: 'without stream "Hello", streamed "Hel", "lo", "Hello"',
  right: 'without stream "Hello", streamed "Hel", "lo"',
  seen: [
    'https://github.com/infiniflow/ragflow/pull/15443',
    'https://github.com/NVIDIA/TensorRT-LLM/issues/3280',
    'https://github.com/vllm-project/vllm/issues/3574',
    'https://github.com/vllm-project/vllm/issues/2577',
    'https://github.com/vllm-project/vllm/pull/3672',
    'https://github.com/Blaizzy/mlx-vlm/pull/1845',
    'https://github.com/sgl-project/sglang/pull/36129',
  ],
  on: ['conversation'],
  repeats: true,
  *check(seen) {
    for (const [aspect, read] of Object.entries(ASPECTS)) {
      for (const { reply, streamed, plain } of findDifferences(seen, read)) {
        const different = streamed.findIndex((value, i) => JSON.stringify(value) !== JSON.stringify(plain[i]))
        // If none differs, choices are missing in the stream.
        const i = Math.max(0, different)
        const [inStream, without] = excerpts(streamed[i], plain[i])
        yield {
          at: `${reply.at}/choices/${i}/${aspect}`,
          message: `differs from the reply without stream: streamed ${inStream}, expected ${without}`,
          got: streamed[i],
        }
        // A different text also has different log probabilities: one finding is enough.
        if (aspect === 'message/content') return
      }
    }
  },
} satisfies Rule<'conversation'>
