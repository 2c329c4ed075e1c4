/**
 * Errors of overloaded and failing servers. The reference server never fails, so the last message requests a failure:
 * `Be too busy to answer.` is refused as by an overloaded server, and after `Fail midway.` the stream ends with an error.
 */
import { objects, string, textOf } from '../loose.ts'
import { refuseWith } from '../refuse.ts'
import type { Asked, Refusal, Twist } from '../twist.ts'

function lastWords({ body }: Asked): string {
  return (string(body?.inputs) ?? textOf(objects(body?.messages).at(-1)?.content)).trim()
}

/** Refuses requests for an overloaded server. */
export function refuseIfBusy(message: string): (refusal: Refusal | undefined, asked: Asked) => Refusal | undefined {
  return (refusal, asked) =>
    refusal ?? (lastWords(asked) === 'Be too busy to answer.' ? refuseWith(429, null, message) : undefined)
}

/** Ends the stream with these events, after the events before the failure. */
export function failMidway(before: number, ending: (asked: Asked) => readonly string[]): Pick<Twist, 'frames'> {
  return {
    frames: (frames, asked) => {
      if (lastWords(asked) === 'Fail midway.') return [...frames.slice(0, before), ...ending(asked)]
    },
  }
}
