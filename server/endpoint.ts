/** What a server does with a POST: how it reads the body, and how it writes the answers of the model. */
import { chunksOf } from './chunks.ts'
import { completionOf } from './reply.ts'
import { framesOf } from './sse.ts'
import type { Answer, Asked, Body, Refusal } from './twist.ts'
import { validate } from './validate.ts'

/** A body for the model, in the form of the published contract, or its refusal. */
export type Read = { heard: Body } | { refusal: Refusal }

export interface Endpoint {
  /** Checks a body that is a JSON object, and converts it to the form of the contract. */
  read(body: Body, asked: Asked): Read
  /** Whether the reply to a body is streamed. */
  streams(body: Body): boolean
  /** The JSON object of a reply that is not streamed. */
  completion(heard: Body, answers: readonly Answer[]): object
  /** The objects of a stream, without a terminator. */
  chunks(heard: Body, answers: readonly Answer[]): unknown[]
  /** The events of a stream as strings, each with its blank line. */
  frames(chunks: readonly unknown[]): string[]
}

/** `POST /chat/completions` of the published contract. */
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
