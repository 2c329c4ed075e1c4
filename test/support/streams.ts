/** Streams that several tests use. */
import { aChunk, frame } from './seen.ts'

type Body = Record<string, unknown>

export const ROLE = aChunk({ role: 'assistant', content: '' })
export const HI = aChunk({ content: 'Hi' })
export const STOP = aChunk({}, { finish_reason: 'stop' })
/** The chunks of a complete stream. */
export const WHOLE = [ROLE, HI, STOP]
/** The event that ends a stream. */
export const DONE = 'data: [DONE]\n\n'
export const USAGE = { prompt_tokens: 9, completion_tokens: 1, total_tokens: 10 }
export const WITH_USAGE = { ask: { stream_options: { include_usage: true } } }

/** What Azure sends first: the verdict of its filter on the prompt. */
export const FILTER = {
  id: '',
  object: '',
  created: 0,
  model: '',
  choices: [],
  prompt_filter_results: [{ prompt_index: 0 }],
}
/** What Azure sends in between if its filter runs after the text. */
export const LATE_FILTER = {
  ...FILTER,
  prompt_filter_results: undefined,
  choices: [{ index: 0, finish_reason: null, content_filter_results: {}, content_filter_offsets: {} }],
}

/** The chunks as events, without a terminator. */
export function text(...chunks: unknown[]): string {
  return chunks.map(frame).join('')
}

/** A chunk of the choice with that index. */
export function of(index: number, delta: unknown, choice: Body = {}): Body {
  return aChunk(delta, { index, ...choice })
}

/** The chunks with usage: null, as they are sent if usage was requested. */
export function nulls(chunks: readonly Body[]): Body[] {
  return chunks.map((chunk) => ({ ...chunk, usage: null }))
}
