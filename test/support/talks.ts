/** Builders of conversations: replies that differ in request, content and usage. */
import { aChoice, aChunk, aCompletion, aUsageChunk, completion, errorReply, stream } from './seen.ts'

type Body = Record<string, unknown>

/** Usage with these counts. */
export const tokens = (prompt: number, answer = 3) => ({
  prompt_tokens: prompt,
  completion_tokens: answer,
  total_tokens: prompt + answer,
})

/** A reply with this content; `patch` overrides members of the completion, `choice` those of its choice. */
export const said = (ask: Body, text: string | null = 'Hello there', patch: Body = {}, choice: Body = {}) =>
  completion(aCompletion({ choices: [aChoice({ message: { content: text }, ...choice })], ...patch }), { ask })

/** A reply with this number of prompt tokens. */
export const costing = (ask: Body, prompt: number, text = 'Hello there') => said(ask, text, { usage: tokens(prompt) })

/** The same as a stream. */
export const streamed = (ask: Body, text = 'Hello there', usage: Body | undefined = undefined, finish = 'stop') =>
  stream(
    [
      aChunk({ role: 'assistant', content: '' }),
      aChunk({ content: text }),
      aChunk({}, { finish_reason: finish }),
      ...(usage ? [aUsageChunk(usage)] : []),
    ],
    { ask: { stream_options: { include_usage: true }, ...ask } },
  )

/** A valid request that was refused. */
export const refused = (ask: Body, status = 400) => errorReply(status, undefined, { ask, owed: 'success' })

/** Messages of a user. */
export const user = (...contents: unknown[]) => ({ messages: contents.map((content) => ({ role: 'user', content })) })
