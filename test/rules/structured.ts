import type { Tables } from '../support/rule.ts'
import { aCall, aChoice, aCompletion, completion, conversation, stream } from '../support/seen.ts'
import { refused, said, streamed, tokens } from '../support/talks.ts'

type Body = Record<string, unknown>

const OBJECT = { response_format: { type: 'json_object' } }
const POINT = {
  type: 'object',
  properties: { why: { type: 'string' }, at: { $ref: '#/$defs/at' } },
  required: ['why', 'at'],
  additionalProperties: false,
  $defs: { at: { type: 'object', properties: { x: { type: 'integer' }, y: { type: 'integer' } } } },
}
const schema = (patch: Body = {}) => ({
  response_format: { type: 'json_schema', json_schema: { name: 'point', schema: POINT, ...patch } },
})
const STRICT = schema({ strict: true })
const RIGHT = '{"why":"so","at":{"x":1,"y":2}}'
const CONTENT = '/choices/0/message/content'
const calling = (ask: Body) =>
  completion(
    aCompletion({
      choices: [aChoice({ message: { content: null, tool_calls: [aCall('f', '{}')] }, finish_reason: 'tool_calls' })],
    }),
    { ask },
  )

const USED = { usage: tokens(9, 5) }

export default {
  'structured/json-object': {
    pass: {
      'an object': said(OBJECT, ' {"a": 1}\n'),
      streamed: streamed(OBJECT, '{"a": 1}'),
      'a number, which is another rule': said(OBJECT, '42'),
      'cut by the limit': said(OBJECT, '{"a', {}, { finish_reason: 'length' }),
      filtered: said(OBJECT, '', {}, { finish_reason: 'content_filter' }),
      refused: said(OBJECT, null, {}, { message: { content: null, refusal: 'No.' } }),
      'a tool call': calling(OBJECT),
      'words that were asked for': said({}, 'Hello'),
      'cut in secret, which is another rule': said({ ...OBJECT, max_tokens: 3 }, '{"a'),
      'a stream that was cut': stream('data: {"choices":[{"index":0,"delta":{"content":"{"}}]}\n\n', {
        ask: OBJECT,
        ended: 'cut',
      }),
    },
    fail: {
      prose: [said(OBJECT, 'Sure! Here is the JSON: {"a": 1}'), CONTENT],
      'a code fence': [said(OBJECT, '```json\n{"a": 1}\n```'), CONTENT],
      'no end': [said(OBJECT, '{"a": 1'), CONTENT],
      nothing: [said(OBJECT, null), CONTENT],
      'in the reasoning': [
        said(OBJECT, null, {}, { message: { content: null, reasoning_content: '{"a": 1}' } }),
        CONTENT,
      ],
      streamed: [streamed(OBJECT, 'Hello'), CONTENT],
    },
  },

  'structured/json-object-is-object': {
    pass: {
      'an object': said(OBJECT, '{}'),
      'prose, which is another rule': said(OBJECT, 'Hello'),
      text: said({}, '42'),
    },
    fail: { 'a number': [said(OBJECT, '42'), CONTENT], 'an array': [streamed(OBJECT, '[{}]'), CONTENT] },
  },

  'structured/json-schema-strict': {
    pass: {
      'it fits': said(STRICT, RIGHT),
      streamed: streamed(STRICT, RIGHT),
      'not strict, which is another rule': said(schema(), '{}'),
      'cut by the limit': said(STRICT, '{"why', {}, { finish_reason: 'length' }),
      'a tool call': calling(STRICT),
      'a schema that is none': said(schema({ strict: true, schema: { type: 'nonsense' } }), '{}'),
      'a reference to nowhere': said(schema({ strict: true, schema: { $ref: '#/$defs/no' } }), '{}'),
      'an old dialect': said(
        schema({ strict: true, schema: { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' } }),
        '{}',
      ),
    },
    fail: {
      'another key': [said(STRICT, '{"why":"so","at":{},"more":1}'), CONTENT],
      'a wrong type behind a reference': [said(STRICT, '{"why":"so","at":{"x":"1"}}'), CONTENT],
      'the object around the schema taken for it': [said(STRICT, '100'), CONTENT],
      'in the reasoning': [said(STRICT, null, {}, { message: { content: null, reasoning_content: RIGHT } }), CONTENT],
      'prose, streamed': [streamed(STRICT, 'Hello'), CONTENT],
    },
  },

  'structured/json-schema-non-strict': {
    pass: {
      'it fits': said(schema(), RIGHT),
      'a key missing, which is the model': said(schema(), '{}'),
      'no type to hold it to': said(schema({ schema: {} }), '5'),
      'a whole number': said(schema({ schema: { type: ['integer', 'null'] } }), '5'),
      'strict, which is another rule': said(STRICT, '100'),
    },
    fail: {
      'any JSON': [said(schema(), '100'), CONTENT],
      prose: [said(schema({ strict: false }), 'Hello'), CONTENT],
      'in the reasoning, streamed': [streamed(schema({ strict: null }), ''), CONTENT],
    },
  },

  'structured/key-order': {
    pass: {
      'the same': said(STRICT, RIGHT),
      'not strict': said(schema(), '{"at":{},"why":"so"}'),
      'numbers as keys': said(
        schema({ strict: true, schema: { type: 'object', properties: { b: {}, 1: {} } } }),
        '{"b":1,"1":2}',
      ),
      'another fault': said(STRICT, '{"at":{}}'),
    },
    fail: {
      'sorted by name': [said(STRICT, '{"at":{"x":1,"y":2},"why":"so"}'), CONTENT],
      'inside, streamed': [streamed(STRICT, '{"why":"so","at":{"y":1,"x":2}}'), CONTENT],
      'in a list': [
        said(
          schema({ strict: true, schema: { type: 'array', items: POINT.$defs.at } }),
          '[{"x":1,"y":2},{"y":1,"x":2}]',
        ),
        CONTENT,
      ],
    },
  },

  'structured/truncation-flagged': {
    pass: {
      whole: said({ ...STRICT, max_tokens: 5 }, RIGHT, USED),
      flagged: said({ ...STRICT, max_tokens: 5 }, '{"why":"', USED, { finish_reason: 'length' }),
      'short of the limit': said({ ...STRICT, max_tokens: 6 }, '{"why":"', USED),
      'no limit': said(STRICT, '{"why":"', USED),
      text: said({ max_tokens: 5 }, '{"why":"', USED),
    },
    fail: {
      'stop at the limit': [
        said({ ...STRICT, max_completion_tokens: 5 }, '{"why":"s\\"', USED),
        '/choices/0/finish_reason',
      ],
      'JSON mode, streamed': [
        streamed({ ...OBJECT, max_tokens: 5 }, '{"a": [1, 2', USED.usage),
        '/choices/0/finish_reason',
      ],
    },
  },

  'structured/text-format-accepted': {
    pass: {
      'both accepted': conversation(said({}), said({ response_format: { type: 'text' } })),
      'JSON refused': conversation(said({}), refused(OBJECT)),
    },
    fail: {
      'text refused': [conversation(said({}), refused({ response_format: { type: 'text' } })), '/replies/1/status'],
      'text refused first': [
        conversation(refused({ response_format: { type: 'text' } }, 422), said({})),
        '/replies/0/status',
      ],
    },
  },
} satisfies Tables
