/** Tool calls that are wrong in themselves or do not fit their definition. */

import { parse } from '../loose.ts'
import type { Answer, Asked, Fault, Loose } from '../twist.ts'
import { inAnswers, inCalls, inPlainCalls, replaceFinish, setText } from './_answers.ts'
import { defineFaults } from './_define.ts'

/** The definition of a function in the request. */
function definitionOf(name: string, { body }: Asked): Loose {
  const tools = Array.isArray(body?.tools) ? body.tools : []
  return tools.find((tool: Loose) => tool?.function?.name === name)?.function
}

/** Rewrites the arguments of functions that are strict, or of those that are not. */
function inArguments(strict: boolean, change: (value: Loose, text: string) => unknown): Pick<Fault, 'answers'> {
  return inCalls((call, asked) => {
    const definition = definitionOf(call.name, asked)
    if (!definition || (definition.strict === true) !== strict) return
    const value = parse(call.arguments)
    if (value === undefined) return
    const changed = change(value, call.arguments)
    call.arguments = typeof changed === 'string' ? changed : JSON.stringify(changed)
  })
}

/** Replaces the arguments of calls that have none. */
const replaceEmpty = (text: string) =>
  inCalls((call) => {
    if (call.arguments === '{}') call.arguments = text
  })

/** Renames functions of the request that no tool_choice names. */
const rename = (change: (name: string) => string) =>
  inCalls((call, asked) => {
    if (definitionOf(call.name, asked) && typeof asked.body?.tool_choice !== 'object') call.name = change(call.name)
  })

/** Adds the first call of an answer to its text. */
const writeCall = (write: (call: Answer['calls'][number]) => string) =>
  inAnswers((answer) => {
    const [call] = answer.calls
    if (call) setText(answer, write(call))
  })

/** Rewrites the values of arguments at the top level, of functions that are strict, or of those that are not. */
const inValues = (strict: boolean, change: (value: Loose) => unknown) =>
  inArguments(strict, (args) => Object.fromEntries(Object.entries(args).map(([name, value]) => [name, change(value)])))

/** The JSON value that a string contains, if it is a number, a boolean or null. */
function toScalar(text: string): unknown {
  const value = parse(text)
  return value === undefined || typeof value === 'object' ? (value === null ? null : text) : value
}

const BEYOND_ASCII = /[^\x00-\x7f]/g
const escapeTwice = (unit: string) => `\\\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

export default defineFaults({
  'tool/declared-type': {
    'string-arguments-parsed': {
      says: 'An argument that is a string with a JSON number, boolean or null becomes that value.',
      ...inValues(false, (value) => (typeof value === 'string' ? toScalar(value) : value)),
    },
    'digit-arguments-are-numbers': {
      says: 'An argument that is a string of digits becomes a number.',
      ...inValues(false, (value) => (typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value)),
    },
    'digit-arguments-are-numbers-in-streams': {
      says: 'In streams, an argument that is a string with an integer becomes a number.',
      ...inCalls((call, asked) => {
        const definition = definitionOf(call.name, asked)
        if (!asked.streamed || !definition || definition.strict === true) return
        call.arguments = call.arguments.replace(/"([1-9]\d*)"(?=[,}])/g, '$1')
      }),
    },
  },
  'tool/null-not-text': {
    'null-arguments-as-text': {
      says: 'An argument that is null becomes the string None.',
      ...inValues(false, (value) => value ?? 'None'),
    },
    'strict-null-arguments-as-text': {
      says: 'An argument of a strict function that is null becomes the string null.',
      ...inValues(true, (value) => value ?? 'null'),
    },
  },
  'tool/arguments-json-object': {
    'arguments-prose': {
      says: 'The arguments of a call are prose of the model.',
      seen: 'https://github.com/vllm-project/vllm/issues/13078',
      ...inArguments(false, () => 'Hello! How can I help?'),
    },
    'arguments-in-a-string': {
      says: 'The arguments of a call are encoded as JSON twice.',
      ...inArguments(false, (_, text) => JSON.stringify(text)),
    },
    'arguments-without-end': {
      says: 'The arguments of a call that is not streamed lack their closing brace.',
      ...inPlainCalls((call, _, asked) => {
        const definition = definitionOf(call.function?.name, asked)
        if (definition && definition.strict !== true) call.function.arguments = call.function.arguments.slice(0, -1)
      }),
    },
  },
  'tool/arguments-empty-object': {
    'empty-arguments-empty': {
      says: 'The arguments of a call without arguments is an empty string.',
      seen: 'https://github.com/langchain-ai/langchain/pull/34242',
      ...replaceEmpty(''),
    },
    'empty-arguments-null': {
      says: 'The arguments of a call without arguments is the string null.',
      ...replaceEmpty('null'),
    },
  },
  'tool/arguments-not-double-encoded': {
    'nested-arguments-as-text': {
      says: 'Objects and arrays in the arguments are strings of JSON.',
      seen: 'https://github.com/vllm-project/vllm/issues/46924',
      ...inArguments(false, (value) => {
        const encode = (member: unknown) => (typeof member === 'object' ? JSON.stringify(member) : member)
        return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, encode(member)]))
      }),
    },
  },
  'tool/strict-arguments-match-schema': {
    'strict-arguments-with-more': {
      says: 'The arguments of a strict function have a field that its schema does not allow.',
      ...inArguments(true, (value) => ({ ...value, colour: 'blue' })),
    },
    'strict-arguments-with-less': {
      says: 'The arguments of a strict function lack a required field.',
      ...inArguments(true, (value) => Object.fromEntries(Object.entries(value).slice(1))),
    },
    'strict-arguments-as-text': {
      says: 'Numbers in the arguments of a strict function are strings.',
      ...inArguments(true, (_, text) => text.replace(/(?<=[:,[])\d+/g, '"$&"')),
    },
  },
  'tool/call-id-non-empty': {
    'plain-call-ids-empty': {
      says: 'The id of every call is an empty string.',
      seen: 'https://github.com/ggml-org/llama.cpp/issues/12279',
      ...inPlainCalls((call) => (call.id = '')),
    },
    'first-call-alone-has-id': {
      says: 'The id of every call but the first is an empty string.',
      seen: 'https://github.com/camel-ai/camel/issues/3027',
      ...inPlainCalls((call, i) => i > 0 && Object.assign(call, { id: '' })),
    },
  },
  'tool/call-ids-unique': {
    'calls-share-an-id': {
      says: 'All calls of a message have the id of the first call.',
      ...inCalls((call, _, __, all) => (call.id = all[0]?.id ?? call.id)),
    },
    'call-ids-named-after-tools': {
      says: 'The id of a call is made from the name of its tool.',
      ...inCalls((call) => (call.id = `call_${call.name}`)),
    },
  },
  'tool/call-ids-unique-across-replies': {
    'call-ids-count-from-zero': {
      says: 'The ids of calls are numbers that start at 0 in each reply.',
      seen: 'https://github.com/huggingface/text-generation-inference/issues/2136',
      ...inCalls((call, _, i) => (call.id = String(i))),
    },
  },
  'tool/declared-name': {
    'call-names-prefixed': {
      says: 'The name of a called function has a prefix.',
      ...rename((name) => `functions.${name}`),
    },
    'call-names-in-capitals': {
      says: 'The name of a called function is in upper case.',
      ...rename((name) => name.toUpperCase()),
    },
  },
  'tool/content-with-calls': {
    'raw-call-in-content': {
      says: 'The raw text of a tool call is left in content.',
      ...writeCall((call) => `{"name": "${call.name}", "arguments": ${call.arguments}}`),
    },
    'raw-call-among-words': {
      says: 'The raw text of a tool call is left in content, after text for the user.',
      ...writeCall((call) => `One moment. {"name":"${call.name}","parameters":${call.arguments}}`),
    },
  },
  'tool/unicode-arguments': {
    'arguments-escaped-twice': {
      says: 'Non-ASCII characters in arguments are escaped twice.',
      ...inCalls((call) => (call.arguments = call.arguments.replace(BEYOND_ASCII, escapeTwice))),
    },
    'arguments-in-ascii': {
      says: 'Non-ASCII characters in arguments are replaced by question marks.',
      ...inCalls((call) => (call.arguments = call.arguments.replace(BEYOND_ASCII, '?'))),
    },
  },
  'tool/finish-reason-function-call': {
    'functions-finish-with-tool-calls': {
      says: 'The finish_reason of a reply with the legacy function_call is tool_calls.',
      ...replaceFinish('function_call', 'tool_calls'),
    },
  },
  'tool/finish-reason-needs-calls': {
    'text-finishes-with-tool-calls': {
      says: 'The finish_reason of a text is tool_calls when the request has tools.',
      also: ['params/stop-sequences'],
      ...replaceFinish('stop', 'tool_calls', ({ calls }, { body }) => body?.tools && !calls.length),
    },
    'tool-calls-emptied': {
      says: 'With tool_choice required, the reply is a text with an empty tool_calls and finish_reason tool_calls.',
      also: ['logprobs/present', 'structured/json-schema-strict', 'tool/choice-required'],
      seen: 'https://github.com/vllm-project/vllm/issues/53255',
      completion: ({ choices }, { body }) => {
        if (body?.tool_choice !== 'required') return
        for (const choice of choices) {
          choice.message = { ...choice.message, content: 'I am fine, thanks!', tool_calls: [] }
          choice.finish_reason = 'tool_calls'
        }
      },
    },
  },
  'tool/finish-reason-tool-calls': {
    'calls-finish-with-stop': {
      says: 'The finish_reason of a reply with tool calls is stop.',
      ...replaceFinish('tool_calls', 'stop'),
    },
    'streamed-calls-finish-with-stop': {
      says: 'The finish_reason of a streamed reply with tool calls is stop.',
      ...replaceFinish('tool_calls', 'stop', (_, { streamed }) => streamed),
    },
  },
  'tool/choice-required': {
    'call-in-the-thoughts': {
      says: 'A required tool call is sent as text in content.',
      also: ['structured/json-schema-strict'],
      ...inAnswers((answer, { body }) => {
        const [call] = answer.calls
        if (!call || body?.tool_choice !== 'required') return
        setText(answer, `<tool_call>{"name": "${call.name}", "arguments": ${call.arguments}}</tool_call>`)
        Object.assign(answer, { calls: [], finish: 'stop' })
      }),
    },
  },
  'tool/no-tools-no-calls': {
    'sum-called-as-tool': {
      says: 'A sum is answered with a call of a calculator that is not in the request.',
      ...inAnswers((answer, { body, count }) => {
        if (body?.tools || body?.functions || answer.text !== '5') return
        setText(answer, null)
        Object.assign(answer, {
          calls: [{ id: `call_q8Zr5Lx${count}`, name: 'calculator', arguments: '{"sum":"2 + 3"}' }],
          finish: 'tool_calls',
        })
      }),
    },
  },
})
