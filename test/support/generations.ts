/** Builders of replies of LightLLM's own endpoints. All of them go through the real `observe`. */
import type { JsonSeen, StreamSeen } from '../../src/model/index.ts'
import { type Circumstances, GENERATE, reply } from './seen.ts'

type Body = Record<string, unknown>

/** A complete reply that says hello. */
export function aGeneration(patch: Body = {}): Body {
  return { generated_text: ['Hello there'], count_output_tokens: 2, finish_reason: 'stop', prompt_tokens: 4, ...patch }
}

/** An event; `token` members override those of its token. */
export function anEvent(text: string, count: number, { token, ...patch }: Body = {}): Body {
  const own = { id: 7, text, logprob: -0.5, special: false, count_output_tokens: count, prompt_tokens: 4 }
  return {
    token: { ...own, ...(token as Body) },
    generated_text: null,
    finished: false,
    finish_reason: null,
    details: null,
    ...patch,
  }
}

/** The members of the last event. */
export const FINISHED = { finished: true, finish_reason: 'stop' }

/** The events of a complete, valid stream with these texts. */
export function eventsSaying(...texts: string[]): Body[] {
  return texts.map((text, i) => anEvent(text, i + 1, i === texts.length - 1 ? FINISHED : {}))
}

const asking = (about: Circumstances): Circumstances => ({
  api: GENERATE,
  ...about,
  ask: { inputs: 'Hello', parameters: {}, ...about.ask },
})

/** A complete reply. */
export function generation(body: unknown = aGeneration(), about: Circumstances = {}): JsonSeen {
  const seen = reply(body, { endpoint: 'generate', ...asking(about) })
  if (seen.kind !== 'json') throw new Error(`the built reply is read as ${seen.kind}`)
  return seen
}

/** A stream: event objects (framed as these servers do), or the raw text. */
export function generationStream(
  body: readonly unknown[] | string = eventsSaying('Hello', ' there'),
  about: Circumstances = {},
): StreamSeen {
  const text = typeof body === 'string' ? body : body.map((event) => `data:${JSON.stringify(event)}\n\n`).join('')
  const headers = { 'content-type': 'text/event-stream' }
  const seen = reply(text, { endpoint: 'generate-stream', headers, ...asking(about) })
  if (seen.kind !== 'stream') throw new Error(`the built reply is read as ${seen.kind}`)
  return seen
}
