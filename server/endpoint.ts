/** What a server does with a POST: how it reads the body, and how it says what the model answered. */
import { chunksOf } from './chunks.ts'
import { completionOf } from './reply.ts'
import { framesOf } from './sse.ts'
import type { Answer, Asked, Body, Refusal } from './twist.ts'
import { validate } from './validate.ts'

/** A body as the model hears it: in the terms of the published contract. Or why it is refused. */
export type Read = { heard: Body } | { refusal: Refusal }

export interface Endpoint {
  /** Checks a body that is a JSON object, and puts what is spelled differently into the terms of the contract. */
  read(body: Body, asked: Asked): Read
  /** Whether the reply to a body is streamed. */
  streams(body: Body): boolean
  /** The JSON object of a reply that is not streamed. */
  completion(heard: Body, answers: readonly Answer[]): object
  /** The objects of a stream, without a terminator. */
  chunks(heard: Body, answers: readonly Answer[]): unknown[]
  /** The events of a stream as text, each with its blank line. */
  frames(chunks: readonly unknown[]): string[]
}

/** `POST /chat/completions` as it is published. */
export const chatCompletions: Endpoint = {
  read: (body) => {
    const refusal = validate(body)
    return refusal ? { refusal } : { heard: body }
  },
  streams: (body) => body.stream === true,
  completion: completionOf,
  chunks: chunksOf,
  frames: framesOf,
}
