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
      words: completion(),
      'an empty list, which is another rule': completion(
        aCompletion({ choices: [aChoice({ message: { tool_calls: [] } })] }),
      ),
      'old functions': oldCalling(OLD_CALL, {}),
      tools: calling([PARIS]),
    },
    fail: {
      'a call': [calling([PARIS], { tools: undefined }), CALLS],
      'a call for an empty list of tools': [calling([PARIS], { tools: [] }), CALLS],
      'an old function call': [oldCalling(OLD_CALL, { functions: undefined }), '/choices/0/message/function_call'],
      streamed: [streaming([PARIS], { tools: undefined }), CALLS],
    },
  },

  'tool/choice-none': {
    pass: {
      words: talking({ tool_choice: 'none' }),
      'an empty list, which is another rule': talking({ tool_choice: 'none' }, { message: { tool_calls: [] } }),
      auto: calling([PARIS], { tool_choice: 'auto' }),
    },
    fail: {
      'a call': [calling([PARIS], { tool_choice: 'none' }), CALLS],
      streamed: [streaming([PARIS], { tool_choice: 'none' }), CALLS],
      'an old function call': [oldCalling(OLD_CALL, { function_call: 'none' }), '/choices/0/message/function_call'],
    },
  },

  'tool/choice-required': {
    pass: {
      'a call': calling([PARIS], { tool_choice: 'required' }),
      streamed: streaming([PARIS], { tool_choice: 'required' }),
      'cut by the limit': talking({ tool_choice: 'required' }, { finish_reason: 'length' }),
      refused: talking({ tool_choice: 'required' }, { message: { content: null, refusal: 'No.' } }),
      auto: talking({ tool_choice: 'auto' }),
      'a stream that was cut': stream([aChunk({ role: 'assistant' })], {
        ask: { tools: TOOLS, tool_choice: 'required' },
        ended: 'cut',
        done: false,
      }),
    },
    fail: {
      words: [talking({ tool_choice: 'required' }), CALLS],
      'an empty list': [talking({ tool_choice: 'required' }, { message: { tool_calls: [] } }), CALLS],
      null: [talking({ tool_choice: 'required' }, { message: { tool_calls: null } }), CALLS],
      'streamed words': [stream(undefined, { ask: { tools: TOOLS, tool_choice: 'required' } }), CALLS],
    },
  },

  'tool/choice-named': {
    pass: {
      'that tool': calling([PARIS], { tool_choice: named('get_weather') }),
      'that tool twice': calling([PARIS, { ...PARIS, id: 'c2' }], { tool_choice: named('get_weather') }),
      streamed: streaming([PARIS], { tool_choice: named('get_weather') }, 'stop'),
      'cut by the limit': talking({ tool_choice: named('get_time') }, { finish_reason: 'length' }),
      'a tool that is not declared, for the request is at fault': talking({ tool_choice: named('other') }),
      'an old function': oldCalling(OLD_CALL, { function_call: { name: 'get_weather' } }, 'stop'),
    },
    fail: {
      words: [talking({ tool_choice: named('get_time') }), CALLS],
      'another tool': [calling([PARIS], { tool_choice: named('get_time') }), `${CALLS}/0/function/name`],
      'that one and another': [
        calling([PARIS, aCall('get_time', '{}')], { tool_choice: named('get_weather') }),
        `${CALLS}/1/function/name`,
      ],
      streamed: [streaming([PARIS], { tool_choice: named('get_time') }), `${CALLS}/0/function/name`],
    },
  },

  'tool/legacy-function-honoured': {
    pass: {
      'the function is called': oldCalling(OLD_CALL, { function_call: { name: 'get_weather' } }, 'stop'),
      'a text, where the model may choose': oldCalling(undefined, { function_call: 'auto' }, 'stop'),
    },
    fail: {
      'a text': [
        oldCalling(undefined, { function_call: { name: 'get_weather' } }, 'stop'),
        '/choices/0/message/function_call',
      ],
    },
  },

  'tool/choice-allowed-tools': {
    pass: {
      'an allowed tool': calling([PARIS], { tool_choice: allowed('required', 'get_weather') }),
      'words under auto': talking({ tool_choice: allowed('auto', 'get_time') }),
      'cut by the limit': talking({ tool_choice: allowed('required', 'get_time') }, { finish_reason: 'length' }),
    },
    fail: {
      'another tool': [calling([PARIS], { tool_choice: allowed('auto', 'get_time') }), `${CALLS}/0/function/name`],
      'words under required': [talking({ tool_choice: allowed('required', 'get_time') }), CALLS],
      streamed: [streaming([PARIS], { tool_choice: allowed('auto', 'get_time') }), `${CALLS}/0/function/name`],
    },
  },

  'tool/finish-reason-tool-calls': {
    pass: {
      auto: calling([PARIS]),
      'named and stop': calling([PARIS], { tool_choice: named('get_weather') }, { finish_reason: 'stop' }),
      'named and tool_calls': calling([PARIS], { tool_choice: named('get_weather') }),
      'cut by the limit': calling([PARIS], {}, { finish_reason: 'length' }),
      filtered: calling([PARIS], {}, { finish_reason: 'content_filter' }),
      'an unknown reason, which is another rule': calling([PARIS], {}, { finish_reason: 'eos' }),
      words: talking(),
      'none, which is another rule': calling([PARIS], { tool_choice: 'none' }, { finish_reason: 'stop' }),
      'a stream without an end, which is another rule': stream(
        [aChunk({ role: 'assistant' }), aChunk({ tool_calls: [{ index: 0, ...PARIS }] })],
        { ask: { tools: TOOLS } },
      ),
    },
    fail: {
      stop: [calling([PARIS], {}, { finish_reason: 'stop' }), REASON],
      'stop under required': [calling([PARIS], { tool_choice: 'required' }, { finish_reason: 'stop' }), REASON],
      'the old reason': [
        calling([PARIS], { tool_choice: named('get_weather') }, { finish_reason: 'function_call' }),
        REASON,
      ],
      streamed: [streaming([PARIS], {}, 'stop'), REASON],
    },
  },

  'tool/finish-reason-function-call': {
    pass: {
      auto: oldCalling(OLD_CALL, {}),
      'named and stop': oldCalling(OLD_CALL, { function_call: { name: 'get_weather' } }, 'stop'),
      'cut by the limit': oldCalling(OLD_CALL, {}, 'length'),
    },
    fail: {
      stop: [oldCalling(OLD_CALL, {}, 'stop'), REASON],
      tool_calls: [oldCalling(OLD_CALL, { function_call: { name: 'get_weather' } }, 'tool_calls'), REASON],
    },
  },

  'tool/finish-reason-needs-calls': {
    pass: {
      'a call': calling([PARIS]),
      'words and stop': talking(),
      'an old function call': oldCalling(OLD_CALL, {}, 'tool_calls'),
      'no tools, which is another rule': talking({ tools: undefined }, { finish_reason: 'tool_calls' }),
      streamed: streaming([PARIS]),
    },
    fail: {
      words: [talking({}, { finish_reason: 'tool_calls' }), REASON],
      'an empty list': [calling([]), REASON],
      null: [calling(null), REASON],
      streamed: [streaming([]), REASON],
    },
  },
} satisfies Tables
