/** MindIE as in its source of April 2026, with the benchmark switch on. */
import type { Dialect } from '../dialect.ts'
import type { Loose } from '../twist.ts'
import { common, idOf } from './_mindie.ts'
import { type Step, splitStream } from './_stream.ts'
import { thinking } from './_thinking.ts'

function usageOf({ prompt_tokens, completion_tokens, completion_tokens_details, total_tokens }: Loose): Loose {
  return {
    prompt_tokens,
    prompt_tokens_details: { cached_tokens: 0 },
    completion_tokens,
    completion_tokens_details: { reasoning_tokens: completion_tokens_details.reasoning_tokens },
    total_tokens,
  }
}

/** The fields of the benchmark switch: the number of running requests, and the wait of each token in microseconds. */
function benchmarkFields({ completion_tokens }: Loose): Loose {
  const each = (value: (i: number) => number) => Array.from({ length: completion_tokens }, (_, i) => value(i))
  return { batch_size: each(() => 1), queue_wait_time: each((i) => (i ? 33 + (i % 14) : 5116)) }
}

function deltaOf({ kind, delta }: Step): Loose {
  if (kind === 'reasoning') return { reasoning_content: delta.reasoning_content }
  return { content: delta.content ?? '', ...(delta.tool_calls ? { tool_calls: delta.tool_calls } : {}) }
}

export default {
  ...common,
  says: 'MindIE of April 2026 with the benchmark switch: reasoning_content, logprobs null, tool_calls always an array.',
  source: 'Ascend/MindIE-LLM 8b4871ad: src/server/endpoint/single_req_infer_interface/*.cpp, utils/infer_param.cpp',
  answers: (answers, asked) => {
    common.answers(answers)
    thinking.answers?.(answers, asked)
  },
  completion: (completion, asked) => {
    const { choices, usage, prefill_time, decode_time_arr, ...rest } = common.completion(completion, asked)
    return {
      ...rest,
      choices: choices.map(({ index, message, finish_reason }: Loose, i: number) => {
        const { role, content, tool_calls } = message
        const { reasoning_content } = completion.choices[i].message
        const reasoning = reasoning_content === undefined ? {} : { reasoning_content }
        return {
          index,
          message: { role, content, ...reasoning, tool_calls: tool_calls ?? [] },
          logprobs: null,
          finish_reason,
        }
      }),
      usage: { ...usageOf(completion.usage), ...benchmarkFields(usage) },
      prefill_time,
      decode_time_arr,
    }
  },
  chunks: (published, asked) => {
    const { head, steps, usage } = splitStream(published)
    const envelope = { ...head, id: idOf(asked) }
    return steps.map((step) => {
      const delta = { role: 'assistant', ...deltaOf(step) }
      const choice = { index: step.index, delta, logprobs: null, finish_reason: step.finish }
      return { ...envelope, ...(step.kind === 'end' && usage ? { usage: usageOf(usage) } : {}), choices: [choice] }
    })
  },
} satisfies Dialect
