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
const dayOf = (format: string) =>
  schema({ strict: true, schema: { type: 'object', properties: { day: { type: 'string', format } } } })
const DAY = dayOf('date')
const RIGHT = '{"why":"so","at":{"x":1,"y":2}}'
const CONTENT = '/choices/0/message/content'
const calling = (ask: Body) =>
  completion(
    aCompletion({
      choices: [aChoice({ message: { content: null, tool_calls: [aCall('f', '{}')] }, finish_reason: 'tool_calls' })],
    }),
    { ask },
  )

const LENGTH = { finish_reason: 'length' }
const USED = { usage: tokens(9, 5) }

/** Two choices, of which the second was cut, and the tokens of both. */
const two = (ask: Body, spent: number) =>
  completion(
    aCompletion({
      choices: [
        aChoice({ message: { content: '{"why":"' }, finish_reason: 'length' }),
        aChoice({ index: 1, message: { content: '{"why":"' } }),
      ],
      usage: tokens(9, spent),
    }),
    { ask: { n: 2, ...ask } },
  )

export default {
  'structured/json-object': {
    pass: {
      'an object': said(OBJECT, ' {"a": 1}\n'),
      'an object in a stream': streamed(OBJECT, '{"a": 1}'),
      'a number (another rule)': said(OBJECT, '42'),
      'cut by max_tokens': said(OBJECT, '{"a', {}, { finish_reason: 'length' }),
      'stopped by the content filter': said(OBJECT, '', {}, { finish_reason: 'content_filter' }),
      refused: said(OBJECT, null, {}, { message: { content: null, refusal: 'No.' } }),
      'a tool call': calling(OBJECT),
      'text for a request without JSON mode': said({}, 'Hello'),
      'JSON that a stop string ended': said({ ...OBJECT, stop: 'Norway' }, '{"city": "Oslo", "country": "'),
      'a stop string before the first character': said({ ...OBJECT, stop: '{' }, ''),
      'truncated with finish_reason stop (another rule)': said({ ...OBJECT, max_tokens: 3 }, '{"a'),
      'an incomplete stream': stream('data: {"choices":[{"index":0,"delta":{"content":"{"}}]}\n\n', {
        ask: OBJECT,
        ended: 'cut',
      }),
    },
    fail: {
      'plain text': [said(OBJECT, 'Sure! Here is the JSON: {"a": 1}'), CONTENT],
      'a code fence': [said(OBJECT, '```json\n{"a": 1}\n```'), CONTENT],
      'incomplete JSON': [said(OBJECT, '{"a": 1'), CONTENT],
      'empty content': [said(OBJECT, null), CONTENT],
      'the object only in the reasoning': [
        said(OBJECT, null, {}, { message: { content: null, reasoning_content: '{"a": 1}' } }),
        CONTENT,
      ],
      'plain text in a stream': [streamed(OBJECT, 'Hello'), CONTENT],
    },
  },

  'structured/json-object-is-object': {
    pass: {
      'an object': said(OBJECT, '{}'),
      'plain text (another rule)': said(OBJECT, 'Hello'),
      'text for a request without JSON mode': said({}, '42'),
    },
    fail: { 'a number': [said(OBJECT, '42'), CONTENT], 'an array': [streamed(OBJECT, '[{}]'), CONTENT] },
  },

  'structured/json-schema-strict': {
    pass: {
      'content matches the schema': said(STRICT, RIGHT),
      'content matches the schema in a stream': streamed(STRICT, RIGHT),
      'not strict (another rule)': said(schema(), '{}'),
      'cut by max_tokens': said(STRICT, '{"why', {}, { finish_reason: 'length' }),
      'a tool call': calling(STRICT),
      'an invalid schema': said(schema({ strict: true, schema: { type: 'nonsense' } }), '{}'),
      'a schema with an unresolvable reference': said(schema({ strict: true, schema: { $ref: '#/$defs/no' } }), '{}'),
      'a schema of an older draft': said(
        schema({ strict: true, schema: { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' } }),
        '{}',
      ),
    },
    fail: {
      'an unknown key': [said(STRICT, '{"why":"so","at":{},"more":1}'), CONTENT],
      'a wrong type below a $ref': [said(STRICT, '{"why":"so","at":{"x":"1"}}'), CONTENT],
      'the wrapper of the schema used as the schema': [said(STRICT, '100'), CONTENT],
      'the object only in the reasoning': [
        said(STRICT, null, {}, { message: { content: null, reasoning_content: RIGHT } }),
        CONTENT,
      ],
      'plain text in a stream': [streamed(STRICT, 'Hello'), CONTENT],
      'text before the JSON': [said(STRICT, `Here is the JSON: ${RIGHT}`), CONTENT],
      'text before and after the JSON': [said(STRICT, `Sure! ${RIGHT} I hope that helps.`), CONTENT],
    },
  },

  'structured/json-schema-non-strict': {
    pass: {
      'content matches the schema': said(schema(), RIGHT),
      'a missing key (depends on the model)': said(schema(), '{}'),
      'a schema without a type': said(schema({ schema: {} }), '5'),
      'an integer written with a decimal point': said(schema({ schema: { type: ['integer', 'null'] } }), '5'),
      'strict (another rule)': said(STRICT, '100'),
    },
    fail: {
      'JSON of another type': [said(schema(), '100'), CONTENT],
      'plain text': [said(schema({ strict: false }), 'Hello'), CONTENT],
      'the object only in the reasoning of a stream': [streamed(schema({ strict: null }), ''), CONTENT],
    },
  },

  'structured/key-order': {
    pass: {
      'keys in the order of the schema': said(STRICT, RIGHT),
      'not strict': said(schema(), '{"at":{},"why":"so"}'),
      'integer-like keys': said(
        schema({ strict: true, schema: { type: 'object', properties: { b: {}, 1: {} } } }),
        '{"b":1,"1":2}',
      ),
      'content that does not match the schema (another rule)': said(STRICT, '{"at":{}}'),
    },
    fail: {
      'keys sorted by name': [said(STRICT, '{"at":{"x":1,"y":2},"why":"so"}'), CONTENT],
      'keys of an inner object out of order in a stream': [
        streamed(STRICT, '{"why":"so","at":{"y":1,"x":2}}'),
        CONTENT,
      ],
      'keys out of order in an array': [
        said(
          schema({ strict: true, schema: { type: 'array', items: POINT.$defs.at } }),
          '[{"x":1,"y":2},{"y":1,"x":2}]',
        ),
        CONTENT,
      ],
    },
  },

  'structured/format-followed': {
    pass: {
      'a date': said(DAY, '{"day":"2026-01-15"}'),
      'a number (another rule)': said(DAY, '{"day":5}'),
      'an unknown format': said(dayOf('moon-phase'), '{"day":"full"}'),
      'not strict': said(
        schema({ schema: { properties: { day: { type: 'string', format: 'date' } } } }),
        '{"day":"tomorrow"}',
      ),
    },
    fail: {
      'a word in place of a date': [said(DAY, '{"day":"tomorrow"}'), CONTENT],
      'a word in place of a UUID, in a stream': [streamed(dayOf('uuid'), '{"day":"tomorrow"}'), CONTENT],
    },
  },

  'structured/no-trailing-blanks': {
    pass: {
      'no blanks': said(STRICT, RIGHT),
      'a line end': said(STRICT, `${RIGHT}\n`, {}, { finish_reason: 'length' }),
      'blanks and the end': said(STRICT, RIGHT + ' '.repeat(40)),
      'blanks in JSON that is not complete (the model)': said(STRICT, `{"why":${' '.repeat(40)}`, {}, LENGTH),
      text: said({}, `Hi${' '.repeat(40)}`, {}, LENGTH),
      'json_object without the word JSON': said(OBJECT, `{}${'\n'.repeat(40)}`, {}, LENGTH),
    },
    fail: {
      'blanks up to the limit': [said(STRICT, RIGHT + ' '.repeat(40), {}, LENGTH), CONTENT],
      'line ends in a stream': [streamed(STRICT, RIGHT + '\n'.repeat(40), undefined, 'length'), CONTENT],
      'json_object with the word JSON': [
        said(
          { ...OBJECT, messages: [{ role: 'user', content: 'Reply in JSON.' }] },
          `{}${'\n'.repeat(40)}`,
          {},
          LENGTH,
        ),
        CONTENT,
      ],
    },
  },

  'structured/truncation-flagged': {
    pass: {
      'complete JSON': said({ ...STRICT, max_tokens: 5 }, RIGHT, USED),
      'truncated with finish_reason length': said({ ...STRICT, max_tokens: 5 }, '{"why":"', USED, {
        finish_reason: 'length',
      }),
      'truncated below the limit': said({ ...STRICT, max_tokens: 6 }, '{"why":"', USED),
      'truncated without a finish_reason (another rule)': said({ ...STRICT, max_tokens: 5 }, '{"why":"', USED, {
        finish_reason: null,
      }),
      'two choices, of which one is not at the limit': two({ ...STRICT, max_tokens: 5 }, 9),
      'no limit': said(STRICT, '{"why":"', USED),
      'text for a request without JSON mode': said({ max_tokens: 5 }, '{"why":"', USED),
    },
    fail: {
      'truncated with finish_reason stop': [
        said({ ...STRICT, max_completion_tokens: 5 }, '{"why":"s\\"', USED),
        '/choices/0/finish_reason',
      ],
      'the second of two choices truncated with finish_reason stop': [
        two({ ...STRICT, max_tokens: 5 }, 10),
        '/choices/1/finish_reason',
      ],
      'truncated with finish_reason stop in a stream': [
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
      'format text refused': [
        conversation(said({}), refused({ response_format: { type: 'text' } })),
        '/replies/1/status',
      ],
      'text refused, the request with it first': [
        conversation(refused({ response_format: { type: 'text' } }, 422), said({})),
        '/replies/0/status',
      ],
    },
  },
} satisfies Tables
