/** Fields that several dialects write into their replies. */
import { randomBytes } from 'node:crypto'
import type { Loose, Twist } from '../twist.ts'

/** So many random hexadecimal digits. */
export function hex(length: number): string {
  return randomBytes(length / 2).toString('hex')
}

/** The three counts of usage, in this order. */
export function counts({ prompt_tokens, completion_tokens, total_tokens }: Loose): Loose {
  return { prompt_tokens, completion_tokens, total_tokens }
}

/** The three counts of usage in the order of the pydantic models of vLLM. */
export function countsTotalFirst({ prompt_tokens, completion_tokens, total_tokens }: Loose): Loose {
  return { prompt_tokens, total_tokens, completion_tokens }
}

/** Gives every call another id. */
export function callIds(make: () => string): Pick<Twist, 'answers'> {
  return {
    answers: (answers) => {
      for (const call of answers.flatMap(({ calls }) => calls)) call.id = make()
    },
  }
}

/** The stream ends without `[DONE]`. */
export function withoutDone(frames: readonly string[]): string[] {
  return frames.filter((frame) => frame !== 'data: [DONE]\n\n')
}

/** The created of every chunk is the time of the chunk, not of the stream. */
export function updateCreated(piece: Buffer): Buffer {
  const now = Math.floor(Date.now() / 1000)
  return Buffer.from(piece.toString().replace(/^(data: ?\{.*?"created":)\d+/, `$1${now}`))
}

/** The `permission` of a model, as in FastChat and servers derived from it. */
export function permission(created: number): Loose[] {
  return [
    {
      id: `modelperm-${hex(32)}`,
      object: 'model_permission',
      created,
      allow_create_engine: false,
      allow_sampling: true,
      allow_logprobs: true,
      allow_search_indices: false,
      allow_view: true,
      allow_fine_tuning: false,
      organization: '*',
      group: null,
      is_blocking: false,
    },
  ]
}
