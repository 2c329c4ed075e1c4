/** Token counts of a request and its reply. */
import { isSpoken } from './audio.ts'
import { tokenLimit } from './limits.ts'
import { list, object, objects, string, textOf } from './loose.ts'
import { countTokens } from './tokens.ts'
import type { Answer, Body } from './twist.ts'

/** Tokens of a part that is not text, by its type: the same for all images with the same detail and for all audio. */
const partCost: Readonly<Record<string, number>> = { image_url: 255, input_audio: 100, file: 200 }

function costOfPart(part: Body): number {
  const low = object(part.image_url)?.detail === 'low'
  return low ? 85 : (partCost[string(part.type) ?? ''] ?? 0)
}

function costOfCall(call: Body): number {
  const callee = object(call.function) ?? object(call.custom) ?? {}
  return countTokens(`${string(callee.name) ?? ''}${string(callee.arguments) ?? string(callee.input) ?? ''}`)
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)

/** Four tokens for the frame of a message, and those of its content. */
function costOfMessage(message: Body): number {
  const parts = sum(objects(message.content).map(costOfPart))
  const calls = sum(objects(message.tool_calls).map(costOfCall))
  return 4 + countTokens(textOf(message.content)) + countTokens(string(message.name) ?? '') + parts + calls
}

/** Tokens of the prompt: messages, tool definitions and the schema of the reply. */
function promptTokens(body: Body): number {
  const declared = [body.tools, body.functions, object(body.response_format)?.json_schema]
  const schemas = sum(declared.map((value) => (value === undefined ? 0 : countTokens(JSON.stringify(value)))))
  return 3 + sum(objects(body.messages).map(costOfMessage)) + schemas
}

function audioTokens(body: Body): number {
  const parts = objects(body.messages).flatMap((message) => objects(message.content))
  return sum(parts.filter((part) => part.type === 'input_audio').map(costOfPart))
}

const reasoningTokens = (answer: Answer) => countTokens(answer.reasoning ?? '')

function answerTokens(answer: Answer, body: Body): number {
  const calls = sum(answer.calls.map((call) => countTokens(call.name) + countTokens(call.arguments)))
  return Math.min(tokenLimit(body), reasoningTokens(answer) + answer.tokens.length + calls)
}

/** The usage object of a reply. */
export function usageOf(body: Body, answers: readonly Answer[]): Record<string, unknown> {
  const prompt = promptTokens(body)
  const completion = sum(answers.map((answer) => answerTokens(answer, body)))
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: audioTokens(body) },
    completion_tokens_details: {
      reasoning_tokens: Math.min(completion, sum(answers.map(reasoningTokens))),
      audio_tokens: isSpoken(body) ? sum(answers.map((answer) => answer.tokens.length)) : 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

/** Whether the prompt is longer than the context of the model. */
export function tooLong(body: Body): boolean {
  return list(body.messages).length > 0 && promptTokens(body) > contextTokens
}

/** The context length of the model in tokens. */
export const contextTokens = 1_048_576
