/** A model that sends reasoning if the request enables it. */
import { tokenLimit } from '../limits.ts'
import { object } from '../loose.ts'
import { countTokens } from '../tokens.ts'
import type { Body, Twist } from '../twist.ts'

const reasoning = 'The user wants an answer, so here it is.'

/** Adds reasoning if the request enables it and the token limit leaves room. */
export const thinking: Pick<Twist, 'answers'> = {
  answers: (answers, { body = {} }) => {
    if (!isRequested(body)) return
    for (const answer of answers) {
      const calls = answer.calls.reduce((sum, call) => sum + countTokens(call.name + call.arguments), 0)
      if (countTokens(reasoning) + answer.tokens.length + calls <= tokenLimit(body)) answer.reasoning ??= reasoning
    }
  },
}

function isRequested(body: Body): boolean {
  const { enable_thinking: enabled } = object(body.chat_template_kwargs) ?? {}
  return enabled === true || ['low', 'medium', 'high'].includes(String(body.reasoning_effort))
}
