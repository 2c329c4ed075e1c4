/** Tool calls that are wrong in themselves or against their declaration. */
import type { Asked, Fault, Loose } from '../twist.ts'
import { inCalls, inPlainCalls, say } from './_said.ts'

/** How a request declares a function. */
function declared(name: string, { body }: Asked): Loose {
  const tools = Array.isArray(body?.tools) ? body.tools : []
  return tools.find((tool: Loose) => tool?.function?.name === name)?.function
}

/** Rewrites the arguments of functions that are strict, or of those that are not. */
function inArguments(strict: boolean, change: (value: Loose, text: string) => unknown): Pick<Fault, 'answers'> {
  return inCalls((call, asked) => {
    const spec = declared(call.name, asked)
    if (!spec || (spec.strict === true) !== strict) return
    const value = parsed(call.arguments)
    if (value === undefined) return
    const changed = change(value, call.arguments)
    call.arguments = typeof changed === 'string' ? changed : JSON.stringify(changed)
  })
}

/** Arguments that the limit cut are left as they are. */
function parsed(text: string): Loose {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const BEYOND_ASCII = /[^\x00-\x7f]/g
const escaped = (unit: string) => `\\\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

export default {
  'arguments-prose': {
    says: 'What the model says is sent as the arguments of a call.',
    breaks: 'tool/arguments-json-object',
    seen: 'https://github.com/vllm-project/vllm/issues/13078',
    ...inArguments(false, () => 'Hello! How can I help?'),
  },
  'arguments-in-a-string': {
    says: 'The arguments of a call are JSON of a string that holds JSON.',
    breaks: 'tool/arguments-json-object',
    ...inArguments(false, (_, text) => JSON.stringify(text)),
  },
  'arguments-without-end': {
    says: 'The arguments of a call that is not streamed lack their last brace.',
    breaks: 'tool/arguments-json-object',
    ...inPlainCalls((call, _, asked) => {
      const spec = declared(call.function?.name, asked)
      if (spec && spec.strict !== true) call.function.arguments = call.function.arguments.slice(0, -1)
    }),
  },
  'empty-arguments-empty': {
    says: 'A call without arguments has an empty text for them.',
    breaks: 'tool/arguments-empty-object',
    seen: 'https://github.com/langchain-ai/langchain/pull/34242',
    ...inCalls((call) => {
      if (call.arguments === '{}') call.arguments = ''
    }),
  },
  'empty-arguments-null': {
    says: 'A call without arguments has the text null for them.',
    breaks: 'tool/arguments-empty-object',
    ...inCalls((call) => {
      if (call.arguments === '{}') call.arguments = 'null'
    }),
  },
  'nested-arguments-as-text': {
    says: 'Objects and arrays among the arguments are strings that hold their JSON.',
    breaks: 'tool/arguments-not-double-encoded',
    seen: 'https://github.com/vllm-project/vllm/issues/46924',
    ...inArguments(false, (value) =>
      Object.fromEntries(
        Object.entries(value).map(([name, member]) => [
          name,
          typeof member === 'object' ? JSON.stringify(member) : member,
        ]),
      ),
    ),
  },
  'strict-arguments-with-more': {
    says: 'The arguments of a strict function have a member that its schema does not allow.',
    breaks: 'tool/strict-arguments-match-schema',
    ...inArguments(true, (value) => ({ ...value, colour: 'blue' })),
  },
  'strict-arguments-with-less': {
    says: 'The arguments of a strict function lack a required member.',
    breaks: 'tool/strict-arguments-match-schema',
    ...inArguments(true, (value) => Object.fromEntries(Object.entries(value).slice(1))),
  },
  'strict-arguments-as-text': {
    says: 'Numbers among the arguments of a strict function are strings.',
    breaks: 'tool/strict-arguments-match-schema',
    ...inArguments(true, (_, text) => text.replace(/(?<=[:,[])\d+/g, '"$&"')),
  },
  'plain-call-ids-empty': {
    says: 'The id of every call is empty.',
    breaks: 'tool/call-id-non-empty',
    seen: 'https://github.com/ggml-org/llama.cpp/issues/12279',
    ...inPlainCalls((call) => {
      call.id = ''
    }),
  },
  'first-call-alone-has-id': {
    says: 'Of several calls only the first has an id that is not empty.',
    breaks: 'tool/call-id-non-empty',
    seen: 'https://github.com/camel-ai/camel/issues/3027',
    ...inPlainCalls((call, i) => {
      if (i > 0) call.id = ''
    }),
  },
  'calls-share-an-id': {
    says: 'All calls of a message have the id of the first.',
    breaks: 'tool/call-ids-unique',
    ...inCalls((call, _, __, all) => {
      call.id = all[0]?.id ?? call.id
    }),
  },
  'call-ids-named-after-tools': {
    says: 'The id of a call is made of the name of its tool.',
    breaks: 'tool/call-ids-unique',
    ...inCalls((call) => {
      call.id = `call_${call.name}`
    }),
  },
  'call-ids-count-from-zero': {
    says: 'The ids of calls are numbers that start anew with each reply.',
    breaks: 'tool/call-ids-unique-across-replies',
    seen: 'https://github.com/huggingface/text-generation-inference/issues/2136',
    ...inCalls((call, _, i) => {
      call.id = String(i)
    }),
  },
  'call-names-prefixed': {
    says: 'The name of a called function has a prefix.',
    breaks: 'tool/declared-name',
    ...inCalls((call, asked) => {
      if (declared(call.name, asked) && typeof asked.body?.tool_choice !== 'object')
        call.name = `functions.${call.name}`
    }),
  },
  'call-names-in-capitals': {
    says: 'The name of a called function is written in capitals.',
    breaks: 'tool/declared-name',
    ...inCalls((call, asked) => {
      if (declared(call.name, asked) && typeof asked.body?.tool_choice !== 'object') call.name = call.name.toUpperCase()
    }),
  },
  'raw-call-in-content': {
    says: 'The text that was read as a call stays in the content.',
    breaks: 'tool/content-with-calls',
    answers: (answers) => {
      for (const answer of answers) {
        const [call] = answer.calls
        if (call) say(answer, `{"name": "${call.name}", "arguments": ${call.arguments}}`)
      }
    },
  },
  'raw-call-among-words': {
    says: 'The text that was read as a call stays in the content, after words for the user.',
    breaks: 'tool/content-with-calls',
    answers: (answers) => {
      for (const answer of answers) {
        const [call] = answer.calls
        if (call) say(answer, `One moment. {"name":"${call.name}","parameters":${call.arguments}}`)
      }
    },
  },
  'arguments-escaped-twice': {
    says: 'Letters outside ASCII in arguments are escaped twice.',
    breaks: 'tool/unicode-arguments',
    ...inCalls((call) => {
      call.arguments = call.arguments.replace(BEYOND_ASCII, escaped)
    }),
  },
  'arguments-in-ascii': {
    says: 'Letters outside ASCII in arguments are question marks.',
    breaks: 'tool/unicode-arguments',
    ...inCalls((call) => {
      call.arguments = call.arguments.replace(BEYOND_ASCII, '?')
    }),
  },
  'functions-finish-with-tool-calls': {
    says: 'A reply with the old function_call ends with tool_calls.',
    breaks: 'tool/finish-reason-function-call',
    answers: (answers) => {
      for (const answer of answers) if (answer.finish === 'function_call') answer.finish = 'tool_calls'
    },
  },
  'text-finishes-with-tool-calls': {
    says: 'A text ends with tool_calls when tools were offered.',
    breaks: 'tool/finish-reason-needs-calls',
    also: ['params/stop-sequences'],
    answers: (answers, { body }) => {
      for (const answer of answers)
        if (body?.tools && answer.finish === 'stop' && !answer.calls.length) answer.finish = 'tool_calls'
    },
  },
  'tool-calls-emptied': {
    says: 'Where a call is required the reply is a text with an empty list of calls, and ends with tool_calls.',
    breaks: 'tool/finish-reason-needs-calls',
    also: ['logprobs/present', 'tool/choice-required'],
    seen: 'https://github.com/vllm-project/vllm/issues/53255',
    completion: ({ choices }, { body }) => {
      if (body?.tool_choice !== 'required') return
      for (const choice of choices) {
        choice.message = { ...choice.message, content: 'I am fine, thanks!', tool_calls: [] }
        choice.finish_reason = 'tool_calls'
      }
    },
  },
  'streamed-calls-finish-with-stop': {
    says: 'A streamed reply with tool calls ends with stop.',
    breaks: 'tool/finish-reason-tool-calls',
    answers: (answers, { streamed }) => {
      for (const answer of answers) if (streamed && answer.finish === 'tool_calls') answer.finish = 'stop'
    },
  },
  'call-in-the-thoughts': {
    says: 'A required call is sent as text in place of a call.',
    breaks: 'tool/choice-required',
    answers: (answers, { body }) => {
      for (const answer of answers) {
        const [call] = answer.calls
        if (!call || body?.tool_choice !== 'required') continue
        say(answer, `<tool_call>{"name": "${call.name}", "arguments": ${call.arguments}}</tool_call>`)
        Object.assign(answer, { calls: [], finish: 'stop' })
      }
    },
  },
  'sum-called-as-tool': {
    says: 'A sum is answered by a call of a calculator that nobody offered.',
    breaks: 'tool/no-tools-no-calls',
    answers: (answers, { body, count }) => {
      for (const answer of answers) {
        if (body?.tools || body?.functions || answer.text !== '5') continue
        say(answer, null)
        Object.assign(answer, {
          calls: [{ id: `call_q8Zr5Lx${count}`, name: 'calculator', arguments: '{"sum":"2 + 3"}' }],
          finish: 'tool_calls',
        })
      }
    },
  },
} satisfies Record<string, Fault>
