/** LightLLM as of April 2026, when its guide was reviewed. */
import type { Dialect } from '../dialect.ts'
import type { Loose } from '../twist.ts'
import { common, completion, models, readAsked, requestNumber } from './_lightllm.ts'
import { counts, withoutDone } from './_members.ts'
import { type Step, splitStream, withoutRole } from './_stream.ts'

/** Fields that are null are left out, also finish_reason; every delta but the last has the role. */
function choiceOf({ index, kind, delta, finish }: Step): Loose {
  if (kind === 'end') return { index, delta: {}, finish_reason: finish }
  const sentDelta = kind === 'reasoning' ? { reasoning: delta.reasoning_content } : delta
  return { index, delta: { role: 'assistant', ...sentDelta } }
}

export default {
  says: 'LightLLM of April 2026: the role in every delta, finish_reason only at the end, streams without [DONE].',
  source: 'ModelTC/LightLLM b52c0131: lightllm/server/{api_models,api_openai}.py',
  ...common,
  lacks: ['model'],
  endpoints: { '/chat/completions': { read: readAsked } },
  completion,
  models,
  chunks: (chunks, asked) => {
    const { head, steps, usage } = splitStream(chunks)
    const envelope = { ...head, id: requestNumber(asked) }
    const parts = withoutRole(steps).map((step) => ({ ...envelope, choices: [choiceOf(step)] }))
    return usage ? [...parts, { ...envelope, choices: [], usage: counts(usage) }] : parts
  },
  frames: withoutDone,
} satisfies Dialect
