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
    pass: { 'an id': calling([PARIS]), 'null, which the schema names': calling([{ ...PARIS, id: null }]) },
    fail: {
      empty: [calling([{ ...PARIS, id: '' }]), `${CALLS}/0/id`],
      'the second one empty': [calling([PARIS, aCall('get_time', '{}', { id: '' })]), `${CALLS}/1/id`],
    },
  },

  'tool/call-ids-unique': {
    pass: {
      'two ids': calling([PARIS, aCall('get_time', '{}')]),
      'empty ids, which are another rule': calling([
        aCall('get_time', '{}', { id: '' }),
        aCall('get_time', '{}', { id: '' }),
      ]),
      'the same in two choices': completion(
        aCompletion({
          choices: [0, 1].map((index) =>
            aChoice({ index, message: { tool_calls: [PARIS] }, finish_reason: 'tool_calls' }),
          ),
        }),
      ),
    },
    fail: {
      'one id twice': [calling([PARIS, aCall('get_time', '{}', { id: 'call_get_weather' })]), `${CALLS}/1/id`],
      streamed: [streaming([PARIS, aCall('get_time', '{}', { id: 'call_get_weather' })]), `${CALLS}/1/id`],
    },
  },

  'tool/call-ids-unique-across-replies': {
    pass: {
      different: run({ callIds: ['a', 'b'] }, { callIds: ['c'] }),
      'twice in one message, which is another rule': run({ callIds: ['a', 'a'] }),
      'nothing to compare': run({ callIds: ['', null, 5] }, { callIds: ['', null, 5] }),
    },
    fail: {
      'a count from 0': [run({ callIds: ['0'] }, { callIds: ['0'] }), '/traces/1/callIds/0'],
      'the second of two': [run({ callIds: ['a'] }, { callIds: ['b', 'a'] }), '/traces/1/callIds/1'],
    },
  },

  'tool/declared-name': {
    pass: {
      declared: calling([PARIS]),
      'a custom tool': calling([{ id: 'c1', type: 'custom', custom: { name: 'sql', input: '' } }], {
        tools: [{ type: 'custom', custom: { name: 'sql' } }],
      }),
      'a named choice, which has a rule of its own': calling([aCall('other', '{}')], {
        tool_choice: named('get_time'),
      }),
      'no tools, which is another rule': calling([PARIS], { tools: undefined }),
    },
    fail: {
      'another case': [calling([aCall('Get_Weather', '{}')]), `${CALLS}/0/function/name`],
      'a prefix': [
        calling([aCall('functions.get_weather', '{}')], { tool_choice: 'required' }),
        `${CALLS}/0/function/name`,
      ],
      'streamed and empty': [streaming([aCall('', '{}')]), `${CALLS}/0/function/name`],
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
      'an empty text': calling([PARIS], {}, { message: { content: '', tool_calls: [PARIS] } }),
      'words for the user': calling([PARIS], {}, { message: { content: 'I ask for {Paris}.', tool_calls: [PARIS] } }),
      'the JSON of something else': calling(
        [PARIS],
        {},
        { message: { content: '{"name":"Ana"}', tool_calls: [PARIS] } },
      ),
      'broken braces': calling([PARIS], {}, { message: { content: '{'.repeat(500), tool_calls: [PARIS] } }),
      'no call': talking({}, { message: { content: raw('get_weather', {}) } }),
    },
    fail: {
      'the raw call': [
        calling([PARIS], {}, { message: { content: raw('get_weather', { city: 'Paris' }), tool_calls: [PARIS] } }),
        '/choices/0/message/content',
      ],
      'in the middle of words': [
        calling(
          [PARIS],
          {},
          {
            message: { content: `Wait. {x} <call>${raw('get_weather', '{"city":"}"}')}</call>`, tool_calls: [PARIS] },
          },
        ),
        '/choices/0/message/content',
      ],
      'streamed, with parameters': [
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
      'one call': calling([PARIS], { parallel_tool_calls: false }),
      'two, which were allowed': calling([PARIS, aCall('get_time', '{}')], { parallel_tool_calls: true }),
      'two by default': calling([PARIS, aCall('get_time', '{}')]),
    },
    fail: {
      'two calls': [calling([PARIS, aCall('get_time', '{}')], { parallel_tool_calls: false }), CALLS],
      streamed: [streaming([PARIS, aCall('get_time', '{}')], { parallel_tool_calls: false }), CALLS],
    },
  },

  'tool/choice-auto-default': {
    pass: {
      'called either way': sixTimes([CALLED, CALLED, CALLED], [CALLED, CALLED, CALLED]),
      'said once': sixTimes([CALLED, CALLED, CALLED], [SAID, CALLED, CALLED]),
      'said in other words every time': sixTimes([CALLED, CALLED, CALLED], [SAID, { content: 'Mild.' }, SAID]),
      'said twice, which may be chance': sixTimes([CALLED, CALLED, CALLED], [SAID, SAID]),
      'both accepted': conversation(talked({ tools: TOOLS }), talked({ tools: TOOLS, tool_choice: 'auto' })),
      'both refused': conversation(refused({ tools: TOOLS }), refused({ tools: TOOLS, tool_choice: 'auto' })),
      'required refused': conversation(talked({ tools: TOOLS }), refused({ tools: TOOLS, tool_choice: 'required' })),
      busy: conversation(talked({ tools: TOOLS }), refused({ tools: TOOLS, tool_choice: 'auto' }, 429)),
    },
    fail: {
      'auto refused': [
        conversation(talked({ tools: TOOLS }), refused({ tools: TOOLS, tool_choice: 'auto' })),
        '/replies/1/status',
      ],
      'the default refused': [
        conversation(refused({ tools: TOOLS }, 422), talked({ tools: TOOLS, tool_choice: 'auto' })),
        '/replies/0/status',
      ],
      'no call without it': [
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
      'strict refused': conversation(talked({ tools: [tool('t')] }), refused({ tools: [tool('t', { strict: true })] })),
    },
    fail: {
      'no parameters': [
        conversation(talked({ tools: [tool('t', { parameters: EMPTY })] }), refused({ tools: [tool('t')] }, 500)),
        '/replies/1/status',
      ],
      'strict null': [
        conversation(talked({ tools: [tool('t')] }), refused({ tools: [tool('t', { strict: null })] })),
        '/replies/1/status',
      ],
    },
  },
} satisfies Tables
