/**
 * The scripted model: it follows simple instructions, so that every case of the suites can test its rules. It has
 * patterns and no table of prompts; it answers unknown questions with a greeting.
 */
import { integer, object } from './loose.ts'
import { policyOf } from './policy.ts'
import { answer, answerFromHistory, report } from './script/answer.ts'
import { calls } from './script/calls.ts'
import { fill } from './script/fill.ts'
import { type Conversation, hear } from './script/hear.ts'
import { hash } from './tokens.ts'
import type { Body, Utterance } from './twist.ts'

/** The text or the calls for one choice of a request. The same request and choice always get the same. */
export function script(body: Body, choice: number): Utterance {
  const heard = hear(body)
  const { question, results } = heard
  if (results.length && !policyOf(body).must) return say(report(results))
  const toolCalls = calls(body, question)
  if (toolCalls.length) return { text: null, calls: toolCalls }
  return say(asJson(body, heard) ?? answer(heard, choice, drawOf(body)))
}

/** What the sampling draws: the same for the same seed, and nothing at temperature 0. */
function drawOf({ seed, temperature }: Body): number {
  return temperature === 0 ? 0 : hash(`drawn ${integer(seed) ?? ''}`)
}

function say(text: string): Utterance {
  return { text, calls: [] }
}

/** The answer for `response_format`; undefined if plain text is requested. */
function asJson(body: Body, heard: Conversation): string | undefined {
  const { question } = heard
  const format = object(body.response_format)
  if (format?.type === 'json_schema') {
    const schema = object(format.json_schema)?.schema
    return JSON.stringify(schema === undefined ? pairs(heard) : fill(schema, { near: '', all: question }))
  }
  return format?.type === 'json_object' ? JSON.stringify(pairs(heard)) : undefined
}

/** Every `"name" set to value` in the instructions and in the question. */
function pairs(heard: Conversation): Body {
  const { question, instructions } = heard
  const pairs = [...`${question}\n${instructions}`.matchAll(/"([^"]+)" set to (?:"([^"]*)"|(-?\d+(?:\.\d+)?))/g)]
  if (!pairs.length) return { answer: answerFromHistory(heard) ?? question }
  return Object.fromEntries(pairs.map(([, name, text, number]) => [name, text ?? Number(number)]))
}
