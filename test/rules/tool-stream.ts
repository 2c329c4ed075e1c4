import type { Tables } from '../support/rule.ts'
import { aCall, aChoice, aChunk, aCompletion, completion, conversation, stream } from '../support/seen.ts'
import { of, ROLE, STOP } from '../support/streams.ts'

type Body = Record<string, unknown>

const CALLED = aChunk({}, { finish_reason: 'tool_calls' })

/** A chunk with fragments. */
const parts = (...fragments: unknown[]) => aChunk({ tool_calls: fragments })
/** The first fragment of a call. */
const head = (index: number, name = 'get', patch: Body = {}) => ({
  index,
  id: `call_${index}`,
  type: 'function',
  function: { name, arguments: '' },
  ...patch,
})
/** A later fragment. */
const more = (index: number, args: string, patch: Body = {}) => ({ index, function: { arguments: args }, ...patch })
/** A whole stream of these chunks. */
const called = (...chunks: unknown[]) => stream([ROLE, ...chunks, CALLED])

const ONE = [parts(head(0)), parts(more(0, '{"q":')), parts(more(0, '1}'))]
const TWO = [...ONE, parts(head(1, 'put')), parts(more(1, '{}'))]
const AT = (chunk: number, fragment = 0) => `/chunks/${chunk}/choices/0/delta/tool_calls/${fragment}`
/** A custom tool: its input is plain text. */
const CUSTOM = [
  parts({ index: 0, id: 'call_0', type: 'custom', custom: { name: 'sql', input: '' } }),
  parts({ index: 0, custom: { input: 'SELECT 1' } }),
]

const FIRM = { ask: { temperature: 0, seed: 7 } }
const plain = (...calls: unknown[]) =>
  completion(
    aCompletion({ choices: [aChoice({ message: { content: null, tool_calls: calls }, finish_reason: 'tool_calls' })] }),
    FIRM,
  )
const streamed = (...chunks: unknown[]) => stream([ROLE, ...chunks, CALLED], FIRM)

export default {
  'tool-stream/index-integer': {
    pass: {
      'one tool call': called(...ONE),
      'two tool calls': called(...TWO),
      'no tool call': stream(),
    },
    fail: {
      'no index': [called(parts({ ...head(0), index: undefined })), `${AT(1)}/index`],
      'index null': [called(parts({ ...head(0), index: null })), `${AT(1)}/index`],
      'index is a string': [called(parts({ ...head(0), index: '0' })), `${AT(1)}/index`],
      'index is a fraction': [called(parts(head(0.5))), `${AT(1)}/index`],
    },
  },

  'tool-stream/fragment-types': {
    pass: {
      'id and name once, then arguments': called(...TWO),
      'a custom tool': called(...CUSTOM),
      'an extension field': called(parts({ ...head(0), extra_content: { google: {} } }), parts(more(0, '{}'))),
      'type repeated': called(parts(head(0)), parts(more(0, '{}', { type: 'function' }))),
    },
    fail: {
      'id null later': [called(parts(head(0)), parts(more(0, '{}', { id: null }))), `${AT(2)}/id`],
      'type null later': [called(parts(head(0)), parts(more(0, '{}', { type: null }))), `${AT(2)}/type`],
      'name null later': [
        called(parts(head(0)), parts({ index: 0, function: { name: null, arguments: '{}' } })),
        `${AT(2)}/function/name`,
      ],
      'arguments is an object': [
        called(parts(head(0, 'get', { function: { name: 'get', arguments: { q: 1 } } }))),
        `${AT(1)}/function/arguments`,
      ],
      'function null': [called(parts(head(0)), parts({ index: 0, function: null })), `${AT(2)}/function`],
    },
  },

  'tool-stream/indices-contiguous': {
    pass: {
      'two tool calls': called(...TWO),
      'two tool calls interleaved': called(parts(head(0)), parts(head(1)), parts(more(0, '{}')), parts(more(1, '{}'))),
      'indexes counted for each choice': stream(
        [0, 1].flatMap((i) => [
          of(i, { role: 'assistant', tool_calls: [head(0)] }),
          of(i, {}, { finish_reason: 'stop' }),
        ]),
        { ask: { n: 2 } },
      ),
      'no index (the schema reports it)': called(parts({ ...head(0), index: undefined })),
    },
    fail: {
      'indexes start at 1': [called(parts(head(1)), parts(more(1, '{}'))), `${AT(1)}/index`],
      'a negative index': [called(parts(head(-1))), `${AT(1)}/index`],
      'a gap in the indexes': [called(parts(head(0)), parts(head(2))), `${AT(2)}/index`],
      'index 1 before index 0': [called(parts(head(1)), parts(head(0))), `${AT(1)}/index`],
    },
  },

  'tool-stream/distinct-index-per-call': {
    pass: {
      'two tool calls': called(...TWO),
      'the same id repeated (another rule)': called(parts(head(0)), parts(more(0, '{}', { id: 'call_0' }))),
      'an empty id later': called(parts(head(0)), parts(more(0, '{}', { id: '' }))),
    },
    fail: {
      'two tool calls with index 0': [called(parts(head(0)), parts(head(0, 'put', { id: 'call_1' }))), `${AT(2)}/id`],
      'two tool calls with index 0 in one chunk': [
        called(parts(head(0), head(0, 'put', { id: 'call_1' }))),
        `${AT(1, 1)}/id`,
      ],
      'a new id in every fragment': [
        called(parts(head(0)), parts(more(0, '{', { id: 'a' })), parts(more(0, '}', { id: 'b' }))),
        `${AT(2)}/id`,
        `${AT(3)}/id`,
      ],
    },
  },

  'tool-stream/first-fragment-identity': {
    pass: {
      'id, type and name first': called(...TWO),
      'the complete tool call in one fragment': called(
        parts(head(0, 'get', { function: { name: 'get', arguments: '{}' } })),
      ),
      'a custom tool': called(...CUSTOM),
      'an id of another type (the schema reports it)': called(parts(head(0, 'get', { id: 5 }))),
    },
    fail: {
      'no type': [called(parts(head(0, 'get', { type: undefined })), parts(more(0, '{}'))), `${AT(1)}/type`],
      'an empty id': [called(parts(head(0, 'get', { id: '' })), parts(more(0, '{}'))), `${AT(1)}/id`],
      'an id after the first fragment': [
        called(parts(head(0, 'get', { id: undefined })), parts(more(0, '{}', { id: 'call_0' }))),
        `${AT(1)}/id`,
      ],
      'no name': [called(parts(head(0, '')), parts(more(0, '{}'))), `${AT(1)}/function/name`],
      'no name for a custom tool': [
        called(parts({ index: 0, id: 'call_0', type: 'custom', custom: { input: 'x' } })),
        `${AT(1)}/custom/name`,
      ],
      'arguments before id and name': [
        called(parts(more(0, '{')), parts(head(0))),
        `${AT(1)}/id`,
        `${AT(1)}/type`,
        `${AT(1)}/function/name`,
      ],
    },
  },

  'tool-stream/identity-not-repeated': {
    pass: {
      'id and name once': called(...TWO),
      'type repeated': called(parts(head(0)), parts(more(0, '{}', { type: 'function' }))),
      'null later (the schema reports it)': called(parts(head(0)), parts(more(0, '{}', { id: null }))),
      'another id (another rule)': called(parts(head(0)), parts(head(0, 'put', { id: 'call_1' }))),
      'an id after the first fragment (another rule)': called(
        parts(head(0, 'get', { id: undefined })),
        parts(more(0, '{}', { id: 'call_0' })),
      ),
    },
    fail: {
      'the name in every fragment': [
        called(
          parts(head(0)),
          ...['{"a', '":', '1', '}'].map((args) => parts({ index: 0, function: { name: 'get', arguments: args } })),
        ),
        `${AT(2)}/function/name`,
        `${AT(3)}/function/name`,
        `${AT(4)}/function/name`,
      ],
      'the id repeated': [called(parts(head(0)), parts(more(0, '{}', { id: 'call_0' }))), `${AT(2)}/id`],
      'an empty name in a later fragment': [
        called(parts(head(0)), parts({ index: 0, function: { name: '', arguments: '{}' } })),
        `${AT(2)}/function/name`,
      ],
    },
  },

  'tool-stream/function-member-present': {
    pass: {
      'function in every fragment': called(...TWO),
      'a custom tool': called(...CUSTOM),
      'function null (the schema reports it)': called(parts(head(0)), parts({ index: 0, function: null })),
    },
    fail: {
      'a fragment with an index only': [called(...ONE, parts({ index: 0 })), `${AT(4)}/function`],
      'a fragment with id and type only, the name after it': [
        called(parts({ index: 0, id: 'call_0', type: 'function' }), parts({ index: 0, function: { name: 'get' } })),
        `${AT(1)}/function`,
      ],
    },
  },

  'tool-stream/one-fragment-per-index': {
    pass: {
      'one fragment in a chunk': called(...TWO),
      'fragments of two tool calls in a chunk': called(parts(head(0), head(1)), parts(more(0, '{}'), more(1, '{}'))),
      'two tool calls with the same index (another rule)': called(parts(head(0), head(0, 'put', { id: 'call_1' }))),
    },
    fail: {
      'first fragment and arguments in one chunk': [called(parts(head(0), more(0, '{}'))), AT(1, 1)],
      'two argument fragments in one chunk': [called(parts(head(0)), parts(more(0, '{'), more(0, '}'))), AT(2, 1)],
    },
  },

  'tool-stream/not-interleaved': {
    pass: {
      'one tool call after the other': called(...TWO),
      'indexes in descending order (another rule)': called(parts(head(1)), parts(head(0)), parts(more(0, '{}'))),
      'two complete tool calls in one chunk': called(parts(head(0), head(1))),
    },
    fail: {
      'interleaved fragments': [
        called(parts(head(0)), parts(head(1)), parts(more(0, '{}')), parts(more(1, '{}'))),
        AT(3),
      ],
      'interleaved fragments in one chunk': [called(parts(head(0), head(1), more(0, '{}'))), AT(1, 2)],
    },
  },

  'tool-stream/arguments-concatenate': {
    pass: {
      'fragments that add up to an object': called(...TWO),
      'no arguments for a function without parameters': stream([ROLE, parts(head(0)), CALLED], {
        ask: { tools: [{ type: 'function', function: { name: 'get' } }] },
      }),
      'arguments is an object (the schema reports it)': called(
        parts(head(0)),
        parts({ index: 0, function: { arguments: { q: 1 } } }),
      ),
      'a custom tool': called(...CUSTOM),
      'fragments without an index (another rule)': called(parts(head(0)), parts({ function: { arguments: '{}' } })),
      'no finish_reason (another rule)': stream([ROLE, ...ONE.slice(0, 2)]),
      'cut by max_tokens': stream([ROLE, ...ONE.slice(0, 2), aChunk({}, { finish_reason: 'length' })]),
      'an incomplete stream': stream([ROLE, ...ONE.slice(0, 2)], { ended: 'cut' }),
      'braces inside a string': called(parts(head(0)), parts(more(0, '{"q":"}}{\\""')), parts(more(0, '}'))),
      'two tool calls with the same index (another rule)': called(
        parts(head(0, 'get', { function: { name: 'get', arguments: '{}' } })),
        parts(head(0, 'put', { id: 'call_1', function: { name: 'put', arguments: '{}' } })),
      ),
    },
    fail: {
      'each fragment repeats the arguments so far': [
        called(parts(head(0)), parts(more(0, '{"q":')), parts(more(0, '{"q":1}'))),
        `${AT(1)}/function/arguments`,
      ],
      'the full arguments repeated': [called(...ONE, parts(more(0, '{"q":1}'))), `${AT(1)}/function/arguments`],
      'the end is missing': [called(parts(head(0)), parts(more(0, '{"city":"Paris"'))), `${AT(1)}/function/arguments`],
      'the beginning is missing': [
        called(parts(head(0)), parts(more(0, '"city":"Paris"}'))),
        `${AT(1)}/function/arguments`,
      ],
      'no arguments for a function with parameters': [
        stream([ROLE, parts(head(0)), CALLED], {
          ask: { tools: [{ type: 'function', function: { name: 'get', parameters: { required: ['q'] } } }] },
        }),
        `${AT(1)}/function/arguments`,
      ],
      'plain text': [
        called(parts(head(0)), parts(more(0, 'Hello! ')), parts(more(0, 'Yes.'))),
        `${AT(1)}/function/arguments`,
      ],
      'JSON encoded twice': [called(parts(head(0)), parts(more(0, '"{}"'))), `${AT(1)}/function/arguments`],
      'two tool calls without ids': [
        called(parts(head(0, 'get', { function: { name: 'get', arguments: '{}' } })), parts(more(0, '{}'))),
        `${AT(1)}/function/arguments`,
      ],
      'arguments missing with a named tool_choice': [
        stream([ROLE, parts(head(0)), parts(more(0, '{"q":1')), STOP]),
        `${AT(1)}/function/arguments`,
      ],
    },
  },

  'tool-stream/equals-non-stream': {
    pass: {
      'the same tool call': conversation(
        plain(aCall('get', '{"q":1}')),
        plain(aCall('get', '{"q":1}')),
        streamed(...ONE),
      ),
      'arguments formatted differently': conversation(
        plain(aCall('get', '{ "q": 1 }')),
        plain(aCall('get', '{"q":1}')),
        streamed(...ONE),
      ),
      'a server that does not repeat itself': conversation(
        plain(aCall('get', '{"q":1}')),
        plain(aCall('get', '{"q":2}')),
        streamed(parts(head(0)), parts(more(0, '{"q":3}'))),
      ),
      'only one reply without stream': conversation(plain(aCall('get', '{"q":2}')), streamed(...ONE)),
      'text without tool calls': conversation(
        completion(undefined, FIRM),
        completion(undefined, FIRM),
        stream(undefined, FIRM),
      ),
    },
    fail: {
      'other arguments': [
        conversation(plain(aCall('get', '{"q":2}')), plain(aCall('get', '{"q":2}')), streamed(...ONE)),
        '/replies/2/choices/0/message/tool_calls',
      ],
      'one tool call missing': [
        conversation(...[1, 2].map(() => plain(aCall('get', '{"q":1}'), aCall('put', '{}'))), streamed(...ONE)),
        '/replies/2/choices/0/message/tool_calls',
      ],
      'no tool call in the stream': [
        conversation(plain(aCall('get', '{"q":1}')), plain(aCall('get', '{"q":1}')), stream(undefined, FIRM)),
        '/replies/2/choices/0/message/tool_calls',
      ],
    },
  },
} satisfies Tables
