/** Builders of replies to requests with tools. */
import { aCall, aChoice, aChunk, aCompletion, completion, stream } from './seen.ts'

type Body = Record<string, unknown>

export const tool = (name: string, fn: Body = {}) => ({ type: 'function', function: { name, ...fn } })
export const CITY = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] }
export const WEATHER = tool('get_weather', { parameters: CITY })
export const TOOLS = [WEATHER, tool('get_time')]
export const PARIS = aCall('get_weather', '{"city":"Paris"}')

/** A reply with these calls to a request with tools. */
export const calling = (calls: unknown, ask: Body = {}, choice: Body = {}) =>
  completion(
    aCompletion({
      choices: [aChoice({ message: { content: null, tool_calls: calls }, finish_reason: 'tool_calls', ...choice })],
    }),
    { ask: { tools: TOOLS, ...ask } },
  )

/** A text reply to a request with tools. */
export const talking = (ask: Body = {}, choice: Body = {}) =>
  completion(aCompletion({ choices: [aChoice(choice)] }), { ask: { tools: TOOLS, ...ask } })

/** A streamed reply with one fragment for each call. */
export const streaming = (calls: readonly Body[], ask: Body = {}, finish = 'tool_calls') =>
  stream(
    [
      aChunk({ role: 'assistant', content: null }),
      ...calls.map((call, index) => aChunk({ tool_calls: [{ index, ...call }] })),
      aChunk({}, { finish_reason: finish }),
    ],
    { ask: { tools: TOOLS, ...ask } },
  )

/** A reply with the deprecated function_call to a request with functions. */
export const oldCalling = (call: unknown, ask: Body, finish = 'function_call') =>
  completion(
    aCompletion({
      choices: [aChoice({ message: { content: null, function_call: call }, finish_reason: finish })],
    }),
    { ask: { functions: [{ name: 'get_weather' }], ...ask } },
  )
export const OLD_CALL = { name: 'get_weather', arguments: '{}' }

/** A tool_choice that names a function. */
export const named = (name: string) => ({ type: 'function', function: { name } })

/** Where the calls of the first choice are. */
export const CALLS = '/choices/0/message/tool_calls'
export const ARGUMENTS = `${CALLS}/0/function/arguments`
