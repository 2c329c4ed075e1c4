/** The shape of chat completions: what a reply says, what its stream adds up to, and how a conversation goes on. */
import type { AnswerCall, AnswerText, Json, JsonObject, Protocol, Tokens, Wire } from '../../../src/model/index.ts'
import { list, object } from '../../rules/_helpers.ts'
import { adaptParts } from './adapt.ts'
import { assemble } from './assemble.ts'
import { captures } from './captures.ts'
import { measureProgress } from './progress.ts'
import { hasOutput } from './rules/_reasoning.ts'

export default {
  assemble: (chunks, { cumulative }) => assemble(chunks, cumulative),
  progress: measureProgress,
  texts,
  calls,
  tokens,
  dated,
  isStarved,
  places: { texts: '/choices', calls: '/choices/0/message/tool_calls' },
  countAnswers: ({ choices }) => list(choices).length,
  isAnswer: ({ choices }) => Array.isArray(choices),
  next,
  adapt: adaptParts,
  captures,
  strands: ({ choices }) => list(choices).map((value) => ({ path: `choice/${object(value)?.index}`, value })),
} satisfies Protocol

function texts({ choices }: Wire): readonly AnswerText[] {
  return list(choices).map((choice, i) => ({
    at: `/choices/${i}/message/content`,
    text: object(object(choice)?.message)?.content,
  }))
}

function calls({ choices }: Wire): readonly AnswerCall[] {
  return list(choices).flatMap((choice, i) =>
    list(object(object(choice)?.message)?.tool_calls).map((value, j) => {
      const call = object(value)
      const name = object(call?.function ?? call?.custom)?.name
      return { at: `/choices/${i}/message/tool_calls/${j}`, name, id: call?.id }
    }),
  )
}

function tokens({ usage }: Wire): Tokens | undefined {
  const { prompt_tokens: input, completion_tokens: output } = object(usage) ?? {}
  return isCount(input) && isCount(output) ? { input, output } : undefined
}

/** The models of GET /models, or the one of GET /models/{id}. */
function dated(result: Wire): readonly (readonly [id: string, created: number])[] {
  const models = Array.isArray(result.data) ? result.data : [result]
  return models.flatMap((model) => {
    const { id, created } = object(model) ?? {}
    return typeof id === 'string' && isCount(created) ? [[id, created] as const] : []
  })
}

function isStarved({ choices }: Wire): boolean {
  return list(choices).some((value) => {
    const choice = object(value)
    return choice?.finish_reason === 'length' && !hasOutput({ content: null, ...object(choice.message) })
  })
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

/** The assistant's message exactly as the server sent it, and the results of the tools that it called. */
function next(
  said: readonly Json[],
  { choices }: Wire,
  answers: Readonly<Record<string, Json>> | undefined,
): { readonly said: readonly Json[] } | { readonly unable: string } {
  const message = object(object(list(choices)[0])?.message)
  if (!message) return answers ? { unable: NOT_CALLED } : { said }
  const called = list(message.tool_calls).map(object)
  if (!answers) {
    if (called.length) return { unable: 'the model called a tool, but this case defines no tool result' }
    if (!isComplete(message))
      return { unable: 'the previous reply has neither content nor tool calls, so it cannot be sent back as history' }
    return { said: [...said, message as JsonObject] }
  }
  if (!called.length) return { unable: NOT_CALLED }
  const results = resultsOf(called, answers)
  return 'unable' in results ? results : { said: [...said, message as JsonObject, ...results.messages] }
}

const NOT_CALLED = 'the model called no tool, so there is nothing to answer'

/** A request may leave out the content of an assistant's message only next to what replaces it. */
function isComplete({ content, function_call: call, refusal, audio }: Wire): boolean {
  return (content ?? null) !== null || Boolean(call || refusal || audio)
}

function resultsOf(
  called: readonly (Wire | undefined)[],
  answers: Readonly<Record<string, Json>>,
): { readonly messages: readonly JsonObject[] } | { readonly unable: string } {
  const all = called.map((call) => ({ id: call?.id, name: object(call?.function ?? call?.custom)?.name }))
  const unknown = all.find(({ name }) => !(typeof name === 'string' && Object.hasOwn(answers, name)))
  if (unknown)
    return { unable: `the model called ${shown(unknown.name)}, but this case defines no result for that tool` }
  // In the order of the case's results, not of the calls: any order is legal.
  return {
    messages: Object.entries(answers).flatMap(([name, content]) =>
      all
        .filter((call) => call.name === name)
        .map(({ id }) => ({ role: 'tool', tool_call_id: (id ?? null) as Json, content })),
    ),
  }
}

function shown(name: unknown): string {
  return (JSON.stringify(name) ?? 'undefined').slice(0, 200)
}
