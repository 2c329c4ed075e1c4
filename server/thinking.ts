/** A model that thinks before it answers, and the members in which servers send that reasoning. */
import { objects, string, textOf } from './loose.ts'
import type { Model } from './sample.ts'
import { hash, tokenise } from './tokens.ts'
import type { Body, Loose, Twist } from './twist.ts'

/** The member of a message that has the reasoning. `reasoning_details` comes together with `reasoning`, as OpenRouter sends it. */
export const spellings = ['reasoning_content', 'reasoning', 'reasoning_details'] as const

export type Spelling = (typeof spellings)[number]

export interface Thinking {
  /** `reasoning_content` by default. */
  spelling?: Spelling
  /** The least number of tokens of the reasoning; by default what the model needs to repeat the question. */
  tokens?: number
  /** The model decides from request to request whether it thinks. */
  sometimes?: boolean
}

/** The model, thinking before each answer. The same request gets the same reasoning. */
export function thinkingModel(model: Model, thinking: Thinking): Model {
  return {
    ...model,
    speak: (body, choice) => {
      const utterance = model.speak(body, choice)
      return decides(body, thinking) ? { ...utterance, reasoning: reasoningOn(body, thinking.tokens ?? 0) } : utterance
    },
  }
}

function decides({ messages }: Body, { sometimes }: Thinking): boolean {
  return !sometimes || hash(JSON.stringify(messages)) % 2 === 0
}

/** Repeats what the user asks, like most reasoning, and so contains many of the words of the answer. */
function reasoningOn(body: Body, least: number): string {
  const { content } = objects(body.messages).findLast(({ role }) => role === 'user') ?? {}
  const question = textOf(content)
    .replace(/\p{Surrogate}/gu, '')
    .slice(0, 400)
    .trim()
  const sentences = [`Okay, the user wants to know how to answer this: ${question || 'a message without text'}`]
  sentences.push('Let me think about it step by step, and then write the answer that the user needs.')
  while (tokenise(sentences.join(' ')).length < least) sentences.push('Wait, let me look at the question once more.')
  return sentences.join(' ')
}

/** Sends the reasoning in the member of this spelling. */
export function spell(spelling: Spelling): Twist {
  const respell = (owner: Loose) => {
    const text = string(owner?.reasoning_content)
    if (text === undefined || spelling === 'reasoning_content') return
    delete owner.reasoning_content
    owner.reasoning = text
    if (spelling === 'reasoning_details')
      owner.reasoning_details = [{ type: 'reasoning.text', text, format: 'unknown', index: 0 }]
  }
  return {
    says: `The reasoning is in ${spelling}.`,
    completion: ({ choices }) => {
      for (const { message } of choices) respell(message)
    },
    chunks: (chunks) => {
      for (const { choices } of chunks) for (const { delta } of choices) respell(delta)
    },
  }
}
