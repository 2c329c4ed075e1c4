/**
 * Servers in trouble. Nothing ever goes wrong in the reference by itself, so a user has to ask for it: the last message
 * `Be too busy to answer.` meets a server that is, and `Fail midway.` an engine that breaks down after the first words.
 */
import { objects, string, textOf } from '../loose.ts'
import { refuseWith } from '../refuse.ts'
import type { Asked, Refusal, Twist } from '../twist.ts'

function lastWords({ body }: Asked): string {
  return (string(body?.inputs) ?? textOf(objects(body?.messages).at(-1)?.content)).trim()
}

/** Refuses where the server is asked to be busy. */
export function busy(message: string): (found: Refusal | undefined, asked: Asked) => Refusal | undefined {
  return (found, asked) =>
    found ?? (lastWords(asked) === 'Be too busy to answer.' ? refuseWith(429, null, message) : undefined)
}

/** The stream ends with this event and whatever else, after those that came before the breakdown. */
export function failing(before: number, ending: (asked: Asked) => readonly string[]): Pick<Twist, 'frames'> {
  return {
    frames: (frames, asked) => {
      if (lastWords(asked) === 'Fail midway.') return [...frames.slice(0, before), ...ending(asked)]
    },
  }
}
