/** The chunk objects of a stream. */

import { audioOf } from './audio.ts'
import { logprobsOf } from './logprobs.ts'
import { object } from './loose.ts'
import { moderationOf } from './moderation.ts'
import { candidates, envelope, isCustom, isLegacy, spokenText } from './reply.ts'
import { tokenise } from './tokens.ts'
import type { Answer, Body } from './twist.ts'
import { usageOf } from './usage.ts'

interface Choice {
  index: number
  delta: Record<string, unknown>
  logprobs: unknown
  finish_reason: string | null
}

/** The chunks in order, with the usage chunk if it is requested. Choices alternate, as in a batch. */
export function chunksOf(body: Body, answers: readonly Answer[]): Record<string, unknown>[] {
  const head = envelope(body, 'chat.completion.chunk')
  const withUsage = object(body.stream_options)?.include_usage === true
  const wrap = (choice: Choice) => ({ ...head, choices: [choice], ...(withUsage ? { usage: null } : {}) })
  const chunks: Record<string, unknown>[] = alternate(answers.map((answer, i) => choicesOf(answer, i, body))).map(wrap)
  const moderation = moderationOf(body)
  if (moderation) chunks.push({ ...head, choices: [], moderation, ...(withUsage ? { usage: null } : {}) })
  if (withUsage) chunks.push({ ...head, choices: [], usage: usageOf(body, answers) })
  return chunks
}

/** The first item of each list, then the second item of each list, and so on. */
function alternate<T>(lists: readonly (readonly T[])[]): T[] {
  const longest = Math.max(0, ...lists.map((items) => items.length))
  return Array.from({ length: longest }, (_, i) => lists.flatMap((items) => items.slice(i, i + 1))).flat()
}

function choicesOf(answer: Answer, index: number, body: Body): Choice[] {
  const choice = (delta: Choice['delta'], logprobs: unknown = null): Choice => ({
    index,
    delta,
    logprobs,
    finish_reason: null,
  })
  const transcript = spokenText(answer, body)
  const content = transcript === undefined ? answer.text : null
  return [
    choice({ role: 'assistant', content: content === null ? null : '', refusal: null }),
    ...tokenise(answer.reasoning ?? '').map((token) => choice({ reasoning_content: token })),
    ...(transcript === undefined ? [] : audioDeltas(transcript, body)).map((delta) => choice(delta)),
    ...(content === null ? [] : pieces(answer)).map((token) => choice({ content: token }, logprobsFor(token, body))),
    ...callDeltas(answer, body).map((delta) => choice(delta)),
    { ...choice({}), finish_reason: answer.finish },
  ]
}

/** The sampled tokens, unless a twist changed the text; then its tokens. */
function pieces(answer: Answer): readonly string[] {
  const text = answer.text ?? ''
  return answer.tokens.join('') === text ? answer.tokens : tokenise(text)
}

function logprobsFor(token: string, body: Body): unknown {
  const count = candidates(body)
  return count === undefined ? null : { content: logprobsOf([token], count), refusal: null }
}

/** First the id, then the transcript word by word, the data, and until when the id is valid. */
function audioDeltas(text: string, body: Body): Record<string, unknown>[] {
  const { id, data, expires_at } = audioOf(text, body)
  const words = tokenise(text).map((transcript) => ({ transcript }))
  return [{ id }, ...words, { data }, { expires_at }].map((audio) => ({ audio }))
}

/** For each call a first fragment with id, type and name, then fragments of its arguments. */
function callDeltas(answer: Answer, body: Body): Record<string, unknown>[] {
  const [only] = answer.calls
  if (only && isLegacy(body))
    return [
      { function_call: { name: only.name, arguments: '' } },
      ...tokenise(only.arguments).map((text) => ({ function_call: { arguments: text } })),
    ]
  return answer.calls.flatMap((call, index) => {
    const [type, member] = isCustom(call.name, body) ? ['custom', 'input'] : ['function', 'arguments']
    const head = { index, id: call.id, type, [type as string]: { name: call.name, [member as string]: '' } }
    const fragments = tokenise(call.arguments).map((text) => ({
      index,
      [type as string]: { [member as string]: text },
    }))
    return [head, ...fragments].map((fragment) => ({ tool_calls: [fragment] }))
  })
}
