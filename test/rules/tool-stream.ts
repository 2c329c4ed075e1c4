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
      'one call': called(...ONE),
      'two calls': called(...TWO),
      'no call': stream(),
    },
    fail: {
      'no index': [called(parts({ ...head(0), index: undefined })), `${AT(1)}/index`],
      'index null': [called(parts({ ...head(0), index: null })), `${AT(1)}/index`],
      'index as text': [called(parts({ ...head(0), index: '0' })), `${AT(1)}/index`],
      'a fraction': [called(parts(head(0.5))), `${AT(1)}/index`],
    },
  },

  'tool-stream/fragment-types': {
    pass: {
      'identity once, then arguments': called(...TWO),
      'a custom tool': called(...CUSTOM),
      'an extension': called(parts({ ...head(0), extra_content: { google: {} } }), parts(more(0, '{}'))),
      'type again': called(parts(head(0)), parts(more(0, '{}', { type: 'function' }))),
    },
    fail: {
      'id null later': [called(parts(head(0)), parts(more(0, '{}', { id: null }))), `${AT(2)}/id`],
      'type null later': [called(parts(head(0)), parts(more(0, '{}', { type: null }))), `${AT(2)}/type`],
      'name null later': [
        called(parts(head(0)), parts({ index: 0, function: { name: null, arguments: '{}' } })),
        `${AT(2)}/function/name`,
      ],
      'arguments as an object': [
        called(parts(head(0, 'get', { function: { name: 'get', arguments: { q: 1 } } }))),
        `${AT(1)}/function/arguments`,
      ],
      'function null': [called(parts(head(0)), parts({ index: 0, function: null })), `${AT(2)}/function`],
    },
  },

  'tool-stream/indices-contiguous': {
    pass: {
      'two calls': called(...TWO),
      'two calls, mixed': called(parts(head(0)), parts(head(1)), parts(more(0, '{}')), parts(more(1, '{}'))),
      'each choice counts for itself': stream(
        [0, 1].flatMap((i) => [
          of(i, { role: 'assistant', tool_calls: [head(0)] }),
          of(i, {}, { finish_reason: 'stop' }),
        ]),
        { ask: { n: 2 } },
      ),
      'no index, named by the schema': called(parts({ ...head(0), index: undefined })),
    },
    fail: {
      'counting from 1': [called(parts(head(1)), parts(more(1, '{}'))), `${AT(1)}/index`],
      'a negative index': [called(parts(head(-1))), `${AT(1)}/index`],
      'a gap': [called(parts(head(0)), parts(head(2))), `${AT(2)}/index`],
      '1 before 0': [called(parts(head(1)), parts(head(0))), `${AT(1)}/index`],
    },
  },

  'tool-stream/distinct-index-per-call': {
    pass: {
      'two calls': called(...TWO),
      'the same id again, named elsewhere': called(parts(head(0)), parts(more(0, '{}', { id: 'call_0' }))),
      'an empty id later': called(parts(head(0)), parts(more(0, '{}', { id: '' }))),
    },
    fail: {
      'two calls under index 0': [called(parts(head(0)), parts(head(0, 'put', { id: 'call_1' }))), `${AT(2)}/id`],
      'two calls under index 0 in one chunk': [
        called(parts(head(0), head(0, 'put', { id: 'call_1' }))),
        `${AT(1, 1)}/id`,
      ],
      'an id that is new in every fragment': [
        called(parts(head(0)), parts(more(0, '{', { id: 'a' })), parts(more(0, '}', { id: 'b' }))),
        `${AT(2)}/id`,
        `${AT(3)}/id`,
      ],
    },
  },

  'tool-stream/first-fragment-identity': {
    pass: {
      'identity first': called(...TWO),
      'the whole call in one fragment': called(parts(head(0, 'get', { function: { name: 'get', arguments: '{}' } }))),
      'a custom tool': called(...CUSTOM),
      'an id of another type, named by the schema': called(parts(head(0, 'get', { id: 5 }))),
    },
    fail: {
      'no type': [called(parts(head(0, 'get', { type: undefined })), parts(more(0, '{}'))), `${AT(1)}/type`],
      'an empty id': [called(parts(head(0, 'get', { id: '' })), parts(more(0, '{}'))), `${AT(1)}/id`],
      'an id that comes late': [
        called(parts(head(0, 'get', { id: undefined })), parts(more(0, '{}', { id: 'call_0' }))),
        `${AT(1)}/id`,
      ],
      'no name': [called(parts(head(0, '')), parts(more(0, '{}'))), `${AT(1)}/function/name`],
      'no name of a custom tool': [
        called(parts({ index: 0, id: 'call_0', type: 'custom', custom: { input: 'x' } })),
        `${AT(1)}/custom/name`,
      ],
      'arguments before everything': [
        called(parts(more(0, '{')), parts(head(0))),
        `${AT(1)}/id`,
        `${AT(1)}/type`,
        `${AT(1)}/function/name`,
      ],
    },
  },

  'tool-stream/identity-not-repeated': {
    pass: {
      once: called(...TWO),
      'type again': called(parts(head(0)), parts(more(0, '{}', { type: 'function' }))),
      'null later, named by the schema': called(parts(head(0)), parts(more(0, '{}', { id: null }))),
      'another id, named elsewhere': called(parts(head(0)), parts(head(0, 'put', { id: 'call_1' }))),
      'an id that comes late, named elsewhere': called(
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
      'the id again': [called(parts(head(0)), parts(more(0, '{}', { id: 'call_0' }))), `${AT(2)}/id`],
      'an empty name': [
        called(parts(head(0)), parts({ index: 0, function: { name: '', arguments: '{}' } })),
        `${AT(2)}/function/name`,
      ],
    },
  },

  'tool-stream/function-member-present': {
    pass: {
      'in every fragment': called(...TWO),
      'a custom tool': called(...CUSTOM),
      'function null, named by the schema': called(parts(head(0)), parts({ index: 0, function: null })),
    },
    fail: {
      'an index alone': [called(...ONE, parts({ index: 0 })), `${AT(4)}/function`],
      'an identity alone, the name after it': [
        called(parts({ index: 0, id: 'call_0', type: 'function' }), parts({ index: 0, function: { name: 'get' } })),
        `${AT(1)}/function`,
      ],
    },
  },

  'tool-stream/one-fragment-per-index': {
    pass: {
      'one in a chunk': called(...TWO),
      'two calls in a chunk': called(parts(head(0), head(1)), parts(more(0, '{}'), more(1, '{}'))),
      'two calls under one index, named elsewhere': called(parts(head(0), head(0, 'put', { id: 'call_1' }))),
    },
    fail: {
      'head and arguments': [called(parts(head(0), more(0, '{}'))), AT(1, 1)],
      'two pieces of arguments': [called(parts(head(0)), parts(more(0, '{'), more(0, '}'))), AT(2, 1)],
    },
  },

  'tool-stream/not-interleaved': {
    pass: {
      'one after the other': called(...TWO),
      'counting down, named elsewhere': called(parts(head(1)), parts(head(0)), parts(more(0, '{}'))),
      'both whole in one chunk': called(parts(head(0), head(1))),
    },
    fail: {
      'mixed fragments': [called(parts(head(0)), parts(head(1)), parts(more(0, '{}')), parts(more(1, '{}'))), AT(3)],
      'mixed in one chunk': [called(parts(head(0), head(1), more(0, '{}'))), AT(1, 2)],
    },
  },

  'tool-stream/arguments-concatenate': {
    pass: {
      'pieces of an object': called(...TWO),
      'no arguments where none are needed': stream([ROLE, parts(head(0)), CALLED], {
        ask: { tools: [{ type: 'function', function: { name: 'get' } }] },
      }),
      'an object, named by the schema': called(parts(head(0)), parts({ index: 0, function: { arguments: { q: 1 } } })),
      'a custom tool': called(...CUSTOM),
      'fragments without an index, named elsewhere': called(parts(head(0)), parts({ function: { arguments: '{}' } })),
      'no finish_reason, named elsewhere': stream([ROLE, ...ONE.slice(0, 2)]),
      'cut by the limit': stream([ROLE, ...ONE.slice(0, 2), aChunk({}, { finish_reason: 'length' })]),
      'cut by the connection': stream([ROLE, ...ONE.slice(0, 2)], { ended: 'cut' }),
      'braces in a text': called(parts(head(0)), parts(more(0, '{"q":"}}{\\""')), parts(more(0, '}'))),
      'two calls under one index, named elsewhere': called(
        parts(head(0, 'get', { function: { name: 'get', arguments: '{}' } })),
        parts(head(0, 'put', { id: 'call_1', function: { name: 'put', arguments: '{}' } })),
      ),
    },
    fail: {
      'the text so far': [
        called(parts(head(0)), parts(more(0, '{"q":')), parts(more(0, '{"q":1}'))),
        `${AT(1)}/function/arguments`,
      ],
      'the whole once more': [called(...ONE, parts(more(0, '{"q":1}'))), `${AT(1)}/function/arguments`],
      'the end is lost': [called(parts(head(0)), parts(more(0, '{"city":"Paris"'))), `${AT(1)}/function/arguments`],
      'the beginning is lost': [
        called(parts(head(0)), parts(more(0, '"city":"Paris"}'))),
        `${AT(1)}/function/arguments`,
      ],
      'no arguments at all': [
        stream([ROLE, parts(head(0)), CALLED], {
          ask: { tools: [{ type: 'function', function: { name: 'get', parameters: { required: ['q'] } } }] },
        }),
        `${AT(1)}/function/arguments`,
      ],
      prose: [called(parts(head(0)), parts(more(0, 'Hello! ')), parts(more(0, 'Yes.'))), `${AT(1)}/function/arguments`],
      'a JSON text in a JSON text': [called(parts(head(0)), parts(more(0, '"{}"'))), `${AT(1)}/function/arguments`],
      'two calls without ids': [
        called(parts(head(0, 'get', { function: { name: 'get', arguments: '{}' } })), parts(more(0, '{}'))),
        `${AT(1)}/function/arguments`,
      ],
      'lost under a named choice': [
        stream([ROLE, parts(head(0)), parts(more(0, '{"q":1')), STOP]),
        `${AT(1)}/function/arguments`,
      ],
    },
  },

  'tool-stream/equals-non-stream': {
    pass: {
      'the same call': conversation(plain(aCall('get', '{"q":1}')), plain(aCall('get', '{"q":1}')), streamed(...ONE)),
      'arguments written otherwise': conversation(
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
      'text only': conversation(completion(undefined, FIRM), completion(undefined, FIRM), stream(undefined, FIRM)),
    },
    fail: {
      'other arguments': [
        conversation(plain(aCall('get', '{"q":2}')), plain(aCall('get', '{"q":2}')), streamed(...ONE)),
        '/replies/2/choices/0/message/tool_calls',
      ],
      'a call too few': [
        conversation(...[1, 2].map(() => plain(aCall('get', '{"q":1}'), aCall('put', '{}'))), streamed(...ONE)),
        '/replies/2/choices/0/message/tool_calls',
      ],
      'no call': [
        conversation(plain(aCall('get', '{"q":1}')), plain(aCall('get', '{"q":1}')), stream(undefined, FIRM)),
        '/replies/2/choices/0/message/tool_calls',
      ],
    },
  },
} satisfies Tables
