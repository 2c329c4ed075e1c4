/** Changes of what the model answers: texts, tool calls and the finish_reason. */
import { tokenise } from '../tokens.ts'
import type { Answer, Asked, Fault, Loose } from '../twist.ts'

type Call = Answer['calls'][number]

/** Gives an answer another text and the tokens of that text. */
export function setText(answer: Answer, text: string | null): void {
  answer.text = text
  answer.tokens = tokenise(text ?? '')
}

/** Changes every answer, in streams and elsewhere. */
export function inAnswers(change: (answer: Answer, asked: Asked) => unknown): Pick<Fault, 'answers'> {
  return {
    answers: (answers, asked) => {
      for (const answer of answers) change(answer, asked)
    },
  }
}

/** Rewrites the text of every answer that has one. */
export function inTexts(change: (text: string, asked: Asked) => string): Pick<Fault, 'answers'> {
  return inAnswers((answer, asked) => answer.text !== null && setText(answer, change(answer.text, asked)))
}

/** Changes every tool call of every answer. */
export function inCalls(change: (call: Call, asked: Asked, i: number, all: Call[]) => unknown): Pick<Fault, 'answers'> {
  return inAnswers(({ calls }, asked) => {
    for (const [i, call] of calls.entries()) change(call, asked, i, calls)
  })
}

/** Changes every tool call of a reply that is not streamed. */
export function inPlainCalls(change: (call: Loose, i: number, asked: Asked) => unknown): Pick<Fault, 'completion'> {
  return {
    completion: ({ choices }, asked) => {
      for (const { message } of choices)
        for (const [i, call] of (message.tool_calls ?? []).entries()) change(call, i, asked)
    },
  }
}

/** Replaces one finish_reason by another, in some answers. */
export function replaceFinish(
  from: string,
  to: string,
  when: (answer: Answer, asked: Asked) => unknown = () => true,
): Pick<Fault, 'answers'> {
  return inAnswers((answer, asked) => {
    if (answer.finish === from && when(answer, asked)) answer.finish = to
  })
}
