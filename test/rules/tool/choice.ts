import { CALLS, calling, named, OLD_CALL, oldCalling, PARIS, streaming, TOOLS, talking } from '../../support/calls.ts'
import type { Tables } from '../../support/rule.ts'
import { aCall, aChoice, aChunk, aCompletion, completion, stream } from '../../support/seen.ts'

const allowed = (mode: string, ...names: string[]) => ({
  type: 'allowed_tools',
  allowed_tools: { mode, tools: names.map(named) },
})

const REASON = '/choices/0/finish_reason'

export default {
  'tool/no-tools-no-calls': {
    pass: {
      'a text answer': completion(),
      'an empty array of tool calls (another rule)': completion(
        aCompletion({ choices: [aChoice({ message: { tool_calls: [] } })] }),
      ),
      'functions in the request': oldCalling(OLD_CALL, {}),
      'tools in the request': calling([PARIS]),
    },
    fail: {
      'a tool call without tools': [calling([PARIS], { tools: undefined }), CALLS],
      'a tool call with an empty tools array': [calling([PARIS], { tools: [] }), CALLS],
      'a function_call without functions': [
        oldCalling(OLD_CALL, { functions: undefined }),
        '/choices/0/message/function_call',
      ],
      'a tool call without tools in a stream': [streaming([PARIS], { tools: undefined }), CALLS],
    },
  },

  'tool/choice-none': {
    pass: {
      'a text answer': talking({ tool_choice: 'none' }),
      'an empty array of tool calls (another rule)': talking({ tool_choice: 'none' }, { message: { tool_calls: [] } }),
      'a tool call with auto': calling([PARIS], { tool_choice: 'auto' }),
    },
    fail: {
      'a tool call with none': [calling([PARIS], { tool_choice: 'none' }), CALLS],
      'a tool call with none in a stream': [streaming([PARIS], { tool_choice: 'none' }), CALLS],
      'a function_call with none': [
        oldCalling(OLD_CALL, { function_call: 'none' }),
        '/choices/0/message/function_call',
      ],
    },
  },

  'tool/choice-required': {
    pass: {
      'a tool call': calling([PARIS], { tool_choice: 'required' }),
      'a tool call in a stream': streaming([PARIS], { tool_choice: 'required' }),
      'cut by max_tokens': talking({ tool_choice: 'required' }, { finish_reason: 'length' }),
      refused: talking({ tool_choice: 'required' }, { message: { content: null, refusal: 'No.' } }),
      'a text answer with auto': talking({ tool_choice: 'auto' }),
      'an incomplete stream': stream([aChunk({ role: 'assistant' })], {
        ask: { tools: TOOLS, tool_choice: 'required' },
        ended: 'cut',
        done: false,
      }),
    },
    fail: {
      'a text answer': [talking({ tool_choice: 'required' }), CALLS],
      'an empty array of tool calls': [talking({ tool_choice: 'required' }, { message: { tool_calls: [] } }), CALLS],
      'tool_calls null': [talking({ tool_choice: 'required' }, { message: { tool_calls: null } }), CALLS],
      'a text answer in a stream': [stream(undefined, { ask: { tools: TOOLS, tool_choice: 'required' } }), CALLS],
    },
  },

  'tool/choice-named': {
    pass: {
      'the named tool': calling([PARIS], { tool_choice: named('get_weather') }),
      'the named tool twice': calling([PARIS, { ...PARIS, id: 'c2' }], { tool_choice: named('get_weather') }),
      'the named tool in a stream': streaming([PARIS], { tool_choice: named('get_weather') }, 'stop'),
      'cut by max_tokens': talking({ tool_choice: named('get_time') }, { finish_reason: 'length' }),
      'a named tool that is not declared (an invalid request)': talking({ tool_choice: named('other') }),
      'a named function (deprecated form)': oldCalling(OLD_CALL, { function_call: { name: 'get_weather' } }, 'stop'),
    },
    fail: {
      'a text answer': [talking({ tool_choice: named('get_time') }), CALLS],
      'another tool': [calling([PARIS], { tool_choice: named('get_time') }), `${CALLS}/0/function/name`],
      'the named tool and another': [
        calling([PARIS, aCall('get_time', '{}')], { tool_choice: named('get_weather') }),
        `${CALLS}/1/function/name`,
      ],
      'another tool in a stream': [streaming([PARIS], { tool_choice: named('get_time') }), `${CALLS}/0/function/name`],
    },
  },

  'tool/legacy-function-honoured': {
    pass: {
      'the function is called': oldCalling(OLD_CALL, { function_call: { name: 'get_weather' } }, 'stop'),
      'a text answer with function_call auto': oldCalling(undefined, { function_call: 'auto' }, 'stop'),
    },
    fail: {
      'a text answer': [
        oldCalling(undefined, { function_call: { name: 'get_weather' } }, 'stop'),
        '/choices/0/message/function_call',
      ],
    },
  },

  'tool/choice-allowed-tools': {
    pass: {
      'an allowed tool': calling([PARIS], { tool_choice: allowed('required', 'get_weather') }),
      'a text answer with mode auto': talking({ tool_choice: allowed('auto', 'get_time') }),
      'cut by max_tokens': talking({ tool_choice: allowed('required', 'get_time') }, { finish_reason: 'length' }),
    },
    fail: {
      'another tool': [calling([PARIS], { tool_choice: allowed('auto', 'get_time') }), `${CALLS}/0/function/name`],
      'a text answer with mode required': [talking({ tool_choice: allowed('required', 'get_time') }), CALLS],
      'another tool in a stream': [
        streaming([PARIS], { tool_choice: allowed('auto', 'get_time') }),
        `${CALLS}/0/function/name`,
      ],
    },
  },

  'tool/finish-reason-tool-calls': {
    pass: {
      'tool_calls with tool_choice auto': calling([PARIS]),
      'stop with a named tool_choice': calling(
        [PARIS],
        { tool_choice: named('get_weather') },
        { finish_reason: 'stop' },
      ),
      'tool_calls with a named tool_choice': calling([PARIS], { tool_choice: named('get_weather') }),
      'length at max_tokens': calling([PARIS], {}, { finish_reason: 'length' }),
      content_filter: calling([PARIS], {}, { finish_reason: 'content_filter' }),
      'an unknown reason (another rule)': calling([PARIS], {}, { finish_reason: 'eos' }),
      'a text answer with stop': talking(),
      'finish_reason absent (another rule)': calling([PARIS], { tool_choice: 'none' }, { finish_reason: 'stop' }),
      'a stream without finish_reason (another rule)': stream(
        [aChunk({ role: 'assistant' }), aChunk({ tool_calls: [{ index: 0, ...PARIS }] })],
        { ask: { tools: TOOLS } },
      ),
    },
    fail: {
      'stop with tool_choice auto': [calling([PARIS], {}, { finish_reason: 'stop' }), REASON],
      'stop with tool_choice required': [
        calling([PARIS], { tool_choice: 'required' }, { finish_reason: 'stop' }),
        REASON,
      ],
      'the deprecated function_call': [
        calling([PARIS], { tool_choice: named('get_weather') }, { finish_reason: 'function_call' }),
        REASON,
      ],
      'stop in a stream': [streaming([PARIS], {}, 'stop'), REASON],
    },
  },

  'tool/finish-reason-function-call': {
    pass: {
      'function_call with auto': oldCalling(OLD_CALL, {}),
      'stop with a named function': oldCalling(OLD_CALL, { function_call: { name: 'get_weather' } }, 'stop'),
      'length at max_tokens': oldCalling(OLD_CALL, {}, 'length'),
    },
    fail: {
      stop: [oldCalling(OLD_CALL, {}, 'stop'), REASON],
      tool_calls: [oldCalling(OLD_CALL, { function_call: { name: 'get_weather' } }, 'tool_calls'), REASON],
    },
  },

  'tool/finish-reason-needs-calls': {
    pass: {
      'tool_calls with a tool call': calling([PARIS]),
      'a text answer with stop': talking(),
      'function_call with a function_call': oldCalling(OLD_CALL, {}, 'tool_calls'),
      'no tools in the request (another rule)': talking({ tools: undefined }, { finish_reason: 'tool_calls' }),
      'tool_calls with a tool call in a stream': streaming([PARIS]),
    },
    fail: {
      'tool_calls with a text answer': [talking({}, { finish_reason: 'tool_calls' }), REASON],
      'tool_calls with an empty array': [calling([]), REASON],
      'tool_calls with null': [calling(null), REASON],
      'tool_calls with a text answer in a stream': [streaming([]), REASON],
    },
  },
} satisfies Tables
