/** LightLLM as of August 2026. */
import type { Dialect } from '../dialect.ts'
import type { Loose } from '../twist.ts'
import { common, completion, models, readCounting, usageOf } from './_lightllm.ts'
import { native } from './_lightllm-native.ts'
import { hex } from './_members.ts'
import { endWithText, type Step, splitStream } from './_stream.ts'
import { thinking } from './_thinking.ts'
import { failMidway } from './_trouble.ts'

function choiceOf({ index, kind, delta, finish }: Step): Loose {
  if (kind === 'role') return { index, delta: { role: 'assistant', content: '' }, logprobs: null, finish_reason: null }
  if (kind === 'end') return { index, delta, finish_reason: finish, logprobs: null, token_ids: null, stop_reason: null }
  const sentDelta = kind === 'reasoning' ? { reasoning: delta.reasoning_content } : delta
  return { index, delta: sentDelta, logprobs: null, token_ids: null, finish_reason: null }
}

/** A first fragment with the id, then the arguments, split at the outer braces. */
function callSteps(steps: readonly Step[]): Step[] {
  const written = new Set<string>()
  return steps.flatMap((step) => {
    const [part] = step.kind === 'call' ? step.delta.tool_calls : []
    if (!part) return [step]
    const key = `${step.index} ${part.index}`
    const withCall = (call: Loose): Step => ({ ...step, delta: { tool_calls: [call] } })
    if (part.id) {
      const { id, index, type, function: fn } = part
      return [withCall({ id, index, type, function: { name: fn.name, arguments: '' } })]
    }
    if (written.has(key)) return []
    written.add(key)
    return atBraces(argumentsOf(steps, step.index, part.index)).map((text) =>
      withCall({ index: part.index, function: { arguments: text } }),
    )
  })
}

function argumentsOf(steps: readonly Step[], choice: number, call: number): string {
  return steps
    .filter(({ index, kind }) => index === choice && kind === 'call')
    .flatMap(({ delta }) => delta.tool_calls)
    .filter(({ index }) => index === call)
    .map((part) => part.function.arguments)
    .join('')
}

function atBraces(text: string): string[] {
  const [, open = text, middle = '', close = ''] = /^(\{)(.*?)(\}?)$/s.exec(text) ?? []
  return [open, middle, close].filter(Boolean)
}

export default {
  says: 'LightLLM of August 2026: nulls written, usage in every stream, integer error codes, any model name accepted.',
  source: 'ModelTC/LightLLM 87881ae7: lightllm/server/{api_models,api_openai,api_http,api_errors}.py',
  ...common,
  rooted: native.rooted,
  lacks: ['model'],
  endpoints: { '/chat/completions': { read: readCounting }, ...native.endpoints },
  answers: (answers, asked) => {
    common.answers?.(answers, asked)
    thinking.answers?.(answers, asked)
  },
  completion,
  models,
  chunks: (chunks) => {
    const { head, steps, usage } = splitStream(chunks)
    const envelope = { ...head, id: `chatcmpl-${hex(32)}` }
    const parts = endWithText(callSteps(steps)).map((step) => ({
      ...envelope,
      choices: [choiceOf(step)],
      ...(step.kind === 'role' ? { prompt_token_ids: null } : {}),
    }))
    // A fault can let an invalid body through, for which usage was not turned on.
    return usage ? [...parts, { ...envelope, choices: [], usage: usageOf(usage) }] : parts
  },
  ...failMidway(2, ({ path }) => {
    const error = { message: 'Server is busy, please try again later', type: 'server_error' }
    const sentError = native.paths.includes(path) ? error : { ...error, code: 'stream_error' }
    return [`data: ${JSON.stringify({ error: sentError })}\n\n`]
  }),
  reply: (reply, asked) => {
    common.reply?.(reply, asked)
    native.reply(reply, asked)
  },
} satisfies Dialect
