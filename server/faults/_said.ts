/** What several faults change: texts, calls and refusals. */
import { refuseWith } from '../refuse.ts'
import { tokenise } from '../tokens.ts'
import type { Answer, Asked, Body, Fault, Loose, Refusal } from '../twist.ts'

type Call = Answer['calls'][number]

/** Gives an answer another text, with the tokens that it has. */
export function say(answer: Answer, text: string | null): void {
  answer.text = text
  answer.tokens = tokenise(text ?? '')
}

/** Rewrites every text that there is. */
export function inTexts(change: (text: string, asked: Asked, answer: Answer) => string): Pick<Fault, 'answers'> {
  return {
    answers: (answers, asked) => {
      for (const answer of answers) if (answer.text !== null) say(answer, change(answer.text, asked, answer))
    },
  }
}

/** Changes every call of every answer, in streams and elsewhere. */
export function inCalls(change: (call: Call, asked: Asked, i: number, all: Call[]) => void): Pick<Fault, 'answers'> {
  return {
    answers: (answers, asked) => {
      for (const { calls } of answers) for (const [i, call] of calls.entries()) change(call, asked, i, calls)
    },
  }
}

/** Changes every call of a reply that is not streamed. */
export function inPlainCalls(change: (call: Loose, i: number, asked: Asked) => void): Pick<Fault, 'completion'> {
  return {
    completion: ({ choices }, asked) => {
      for (const { message } of choices)
        for (const [i, call] of (message.tool_calls ?? []).entries()) change(call, i, asked)
    },
  }
}

/** Refuses valid requests of a kind. */
export function refusing(
  what: (body: Body, asked: Asked) => unknown,
  status = 400,
  message = 'This is not supported here.',
): Pick<Fault, 'refusal'> {
  return {
    refusal: (found, asked) =>
      found ?? (asked.body && what(asked.body, asked) ? refuseWith(status, null, message) : undefined),
  }
}

/** Lets requests through that are refused for a reason of this kind. */
export function accepting(what: (refusal: Refusal, asked: Asked) => unknown): Pick<Fault, 'refusal'> {
  return { refusal: (found, asked) => (found && what(found, asked) ? undefined : found) }
}

/** The messages of a request, as loosely as faults look at them. */
export function messages(body: Body | undefined): Loose[] {
  return Array.isArray(body?.messages) ? body.messages : []
}
