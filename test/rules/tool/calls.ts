import { CALLS, calling, named, PARIS, streaming, TOOLS, talking, tool, WEATHER } from '../../support/calls.ts'
import type { Tables } from '../../support/rule.ts'
import {
  aCall,
  aChoice,
  aChunk,
  aCompletion,
  completion,
  conversation,
  errorReply,
  run,
  stream,
} from '../../support/seen.ts'

type Body = Record<string, unknown>

const raw = (name: string, args: unknown) => JSON.stringify({ name, arguments: args })

const talked = (ask: Body) => completion(aCompletion(), { ask })
const refused = (ask: Body, status = 400) => errorReply(status, undefined, { ask, owed: 'success' })

/** Three replies to tools with tool_choice auto, and three without it. */
const sixTimes = (named: Body[], silent: Body[]) =>
  conversation(
    ...named.map((message) => completion(said(message), { ask: { tools: TOOLS, tool_choice: 'auto' } })),
    ...silent.map((message) => completion(said(message), { ask: { tools: TOOLS } })),
  )
const said = (message: Body) => aCompletion({ choices: [aChoice({ message })] })
const CALLED = { content: null, tool_calls: [PARIS] }
const SAID = { content: 'I cannot know.' }

const EMPTY = { type: 'object', properties: {} }

export default {
  'tool/call-id-non-empty': {
    pass: { 'an id': calling([PARIS]), 'null (the schema reports it)': calling([{ ...PARIS, id: null }]) },
    fail: {
      'an empty id': [calling([{ ...PARIS, id: '' }]), `${CALLS}/0/id`],
      'an empty id in the second tool call': [calling([PARIS, aCall('get_time', '{}', { id: '' })]), `${CALLS}/1/id`],
    },
  },

  'tool/call-ids-unique': {
    pass: {
      'two different ids': calling([PARIS, aCall('get_time', '{}')]),
      'empty ids (another rule)': calling([aCall('get_time', '{}', { id: '' }), aCall('get_time', '{}', { id: '' })]),
      'the same id in two choices': completion(
        aCompletion({
          choices: [0, 1].map((index) =>
            aChoice({ index, message: { tool_calls: [PARIS] }, finish_reason: 'tool_calls' }),
          ),
        }),
      ),
    },
    fail: {
      'the same id twice': [calling([PARIS, aCall('get_time', '{}', { id: 'call_get_weather' })]), `${CALLS}/1/id`],
      'the same id twice in a stream': [
        streaming([PARIS, aCall('get_time', '{}', { id: 'call_get_weather' })]),
        `${CALLS}/1/id`,
      ],
    },
  },

  'tool/call-ids-unique-across-replies': {
    pass: {
      'different ids': run({ callIds: ['a', 'b'] }, { callIds: ['c'] }),
      'the same id twice in one message (another rule)': run({ callIds: ['a', 'a'] }),
      'only one reply': run({ callIds: ['', null, 5] }, { callIds: ['', null, 5] }),
    },
    fail: {
      'ids that count from 0 in each reply': [run({ callIds: ['0'] }, { callIds: ['0'] }), '/traces/1/callIds/0'],
      'the second of two ids repeated': [run({ callIds: ['a'] }, { callIds: ['b', 'a'] }), '/traces/1/callIds/1'],
    },
  },

  'tool/declared-name': {
    pass: {
      'a declared name': calling([PARIS]),
      'a custom tool': calling([{ id: 'c1', type: 'custom', custom: { name: 'sql', input: '' } }], {
        tools: [{ type: 'custom', custom: { name: 'sql' } }],
      }),
      'a named tool_choice (another rule)': calling([aCall('other', '{}')], {
        tool_choice: named('get_time'),
      }),
      'no tools (another rule)': calling([PARIS], { tools: undefined }),
    },
    fail: {
      'a name in another letter case': [calling([aCall('Get_Weather', '{}')]), `${CALLS}/0/function/name`],
      'a name with a prefix': [
        calling([aCall('functions.get_weather', '{}')], { tool_choice: 'required' }),
        `${CALLS}/0/function/name`,
      ],
      'an empty name in a stream': [streaming([aCall('', '{}')]), `${CALLS}/0/function/name`],
      'a custom tool called as a function': [
        calling([aCall('sql', '{"input":""}')], {
          tools: [{ type: 'custom', custom: { name: 'sql' } }],
          tool_choice: { type: 'custom', custom: { name: 'sql' } },
        }),
        `${CALLS}/0/type`,
      ],
    },
  },

  'tool/content-with-calls': {
    pass: {
      null: calling([PARIS]),
      'an empty string': calling([PARIS], {}, { message: { content: '', tool_calls: [PARIS] } }),
      'text for the user': calling([PARIS], {}, { message: { content: 'I ask for {Paris}.', tool_calls: [PARIS] } }),
      'other JSON': calling([PARIS], {}, { message: { content: '{"name":"Ana"}', tool_calls: [PARIS] } }),
      'unbalanced braces': calling([PARIS], {}, { message: { content: '{'.repeat(500), tool_calls: [PARIS] } }),
      'no tool call': talking({}, { message: { content: raw('get_weather', {}) } }),
    },
    fail: {
      'the tool call repeated as JSON': [
        calling([PARIS], {}, { message: { content: raw('get_weather', { city: 'Paris' }), tool_calls: [PARIS] } }),
        '/choices/0/message/content',
      ],
      'the tool call repeated within text': [
        calling(
          [PARIS],
          {},
          {
            message: { content: `Wait. {x} <call>${raw('get_weather', '{"city":"}"}')}</call>`, tool_calls: [PARIS] },
          },
        ),
        '/choices/0/message/content',
      ],
      'the tool call repeated in a stream with "parameters"': [
        stream(
          [
            aChunk({ role: 'assistant', content: '{"name":"get_weather",' }),
            aChunk({ content: '"parameters":{"city":"Paris"}}', tool_calls: [{ index: 0, ...PARIS }] }),
            aChunk({}, { finish_reason: 'tool_calls' }),
          ],
          { ask: { tools: TOOLS } },
        ),
        '/choices/0/message/content',
      ],
    },
  },

  'tool/parallel-disabled': {
    pass: {
      'one tool call': calling([PARIS], { parallel_tool_calls: false }),
      'two tool calls, allowed': calling([PARIS, aCall('get_time', '{}')], { parallel_tool_calls: true }),
      'two tool calls by default': calling([PARIS, aCall('get_time', '{}')]),
    },
    fail: {
      'two tool calls': [calling([PARIS, aCall('get_time', '{}')], { parallel_tool_calls: false }), CALLS],
      'two tool calls in a stream': [
        streaming([PARIS, aCall('get_time', '{}')], { parallel_tool_calls: false }),
        CALLS,
      ],
    },
  },

  'tool/choice-auto-default': {
    pass: {
      'tool calls with auto and by default': sixTimes([CALLED, CALLED, CALLED], [CALLED, CALLED, CALLED]),
      'one text answer by default': sixTimes([CALLED, CALLED, CALLED], [SAID, CALLED, CALLED]),
      'different text answers by default': sixTimes([CALLED, CALLED, CALLED], [SAID, { content: 'Mild.' }, SAID]),
      'only two replies by default (may be chance)': sixTimes([CALLED, CALLED, CALLED], [SAID, SAID]),
      'both accepted': conversation(talked({ tools: TOOLS }), talked({ tools: TOOLS, tool_choice: 'auto' })),
      'both refused': conversation(refused({ tools: TOOLS }), refused({ tools: TOOLS, tool_choice: 'auto' })),
      'tool_choice required refused': conversation(
        talked({ tools: TOOLS }),
        refused({ tools: TOOLS, tool_choice: 'required' }),
      ),
      'the server is busy': conversation(talked({ tools: TOOLS }), refused({ tools: TOOLS, tool_choice: 'auto' }, 429)),
    },
    fail: {
      'tool_choice auto refused': [
        conversation(talked({ tools: TOOLS }), refused({ tools: TOOLS, tool_choice: 'auto' })),
        '/replies/1/status',
      ],
      'refused without tool_choice': [
        conversation(refused({ tools: TOOLS }, 422), talked({ tools: TOOLS, tool_choice: 'auto' })),
        '/replies/0/status',
      ],
      'no tool call by default': [
        sixTimes([CALLED, CALLED, CALLED], [SAID, SAID, SAID]),
        '/replies/3/choices/0/message/tool_calls',
      ],
    },
  },

  'tool/minimal-definition': {
    pass: {
      'both accepted': conversation(
        talked({ tools: [tool('t')] }),
        talked({ tools: [tool('t', { parameters: EMPTY })] }),
      ),
      'another function refused': conversation(talked({ tools: [WEATHER] }), refused({ tools: [tool('get_weather')] })),
      'strict true refused': conversation(
        talked({ tools: [tool('t')] }),
        refused({ tools: [tool('t', { strict: true })] }),
      ),
    },
    fail: {
      'refused without parameters': [
        conversation(talked({ tools: [tool('t', { parameters: EMPTY })] }), refused({ tools: [tool('t')] }, 500)),
        '/replies/1/status',
      ],
      'strict null refused': [
        conversation(talked({ tools: [tool('t')] }), refused({ tools: [tool('t', { strict: null })] })),
        '/replies/1/status',
      ],
    },
  },
} satisfies Tables
