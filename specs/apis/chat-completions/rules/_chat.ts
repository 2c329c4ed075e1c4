/** Reads chat completions defensively: any field may be missing or of another type. */
import type { JsonSeen, StreamSeen, Wire } from '../../../../src/model/index.ts'
import { integer, locate, object, once } from '../../../rules/_helpers.ts'

export interface ChoiceSeen {
  readonly at: string
  readonly choice: Wire
  readonly message: Wire
}

/** The choices that are objects, of a completion or of the completion that a stream adds up to. */
export const choices = once((completion: Wire): readonly ChoiceSeen[] =>
  locate(completion.choices, '/choices').map(({ at, value: choice }) => ({
    at,
    choice,
    message: object(choice.message) ?? {},
  })),
)

export interface DeltaSeen {
  /** Pointer to the choice in its chunk. */
  readonly at: string
  /** Position of the chunk. */
  readonly chunk: number
  /** The index of the choice; its position if it has no index. */
  readonly index: number
  readonly choice: Wire
  readonly delta: Wire
}

/** Every choice of every chunk in the order of arrival. */
export const deltas = once((seen: StreamSeen): readonly DeltaSeen[] =>
  seen.chunks.flatMap(({ data }, chunk) =>
    locate(data.choices, `/chunks/${chunk}/choices`).map(({ at, i, value: choice }) => ({
      at,
      chunk,
      index: integer(choice.index) ?? i,
      choice,
      delta: object(choice.delta) ?? {},
    })),
  ),
)

export interface CallSeen {
  readonly at: string
  readonly choice: ChoiceSeen
  readonly call: Wire
  /** The field `function`. */
  readonly fn: Wire
}

/** Every tool call of a completion, or of the completion that a stream adds up to. */
export const calls = once((completion: Wire): readonly CallSeen[] =>
  choices(completion).flatMap((choice) =>
    locate(choice.message.tool_calls, `${choice.at}/message/tool_calls`).map(({ at, value: call }) => ({
      at,
      choice,
      call,
      fn: object(call.function) ?? {},
    })),
  ),
)

/** The usage object of a completion, or the last usage object of a stream. */
export function usage(seen: JsonSeen | StreamSeen): Wire | undefined {
  return object(seen.result.usage)
}

/** The tokens that a usage object counts as reasoning. */
export function reasoningTokens(counts: Wire | undefined): number {
  return integer(object(counts?.completion_tokens_details)?.reasoning_tokens) ?? 0
}
