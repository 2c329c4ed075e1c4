import { ARGUMENTS, CALLS, CITY, calling, PARIS, streaming, tool } from '../../support/calls.ts'
import type { Tables } from '../../support/rule.ts'
import { aCall, aChunk, conversation, stream } from '../../support/seen.ts'

type Body = Record<string, unknown>

const ADDRESS = tool('save', {
  parameters: {
    type: 'object',
    properties: { address: { $ref: '#/$defs/address' }, tags: { type: 'array' }, note: { type: 'string' } },
    $defs: { address: { type: 'object', properties: { city: { type: 'string' } } } },
  },
})
const saving = (value: Body, patch: Body = {}) =>
  calling([aCall('save', JSON.stringify(value))], { tools: [{ ...ADDRESS, ...patch }] })

const STRICT = tool('get_weather', { strict: true, parameters: { ...CITY, additionalProperties: false } })
const strictly = (args: string, choice: Body = {}, patch: Body = {}) =>
  calling([aCall('get_weather', args)], { tools: [STRICT], ...patch }, choice)

const RECORD = tool('save', {
  parameters: {
    type: 'object',
    properties: {
      zip: { type: 'string' },
      note: { type: ['string', 'null'] },
      size: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
      unit: { anyOf: [{ type: 'string' }, { type: 'null' }] },
      kind: { type: ['string', 'null'], enum: ['none', 'some', null] },
    },
  },
})
const record = (args: string, content: string, fn: Body = {}) =>
  calling([aCall('save', args)], {
    tools: [{ ...RECORD, function: { ...RECORD.function, ...fn } }],
    messages: [{ role: 'user', content }],
  })
const recordStreamed = (args: string, content: string) =>
  streaming([aCall('save', args)], { tools: [RECORD], messages: [{ role: 'user', content }] })

const ZURICH = { messages: [{ role: 'user', content: 'How warm is it in Zürich?' }] }
const TOKYO = { messages: [{ role: 'user', content: '東京の天気' }] }

export default {
  'tool/declared-type': {
    pass: {
      'the string': record('{"zip":"02134"}', 'zip 02134'),
      'a number that the model may have written': record('{"zip":48213}', 'zip 48213'),
      'as the request writes it, which the model may have copied': record('{"zip":1e5}', 'zip 1e5'),
      'a number that has nothing to do with the request': record('{"zip":7}', 'zip 02134'),
      'also declared as an integer': record('{"size":2134}', 'size 02134'),
      'a strict function (another rule)': record('{"zip":2134}', 'zip 02134', { strict: true }),
      'the string, plain and streamed': conversation(
        record('{"zip":"5"}', 'zip 5'),
        recordStreamed('{"zip":"5"}', 'zip 5'),
      ),
      'other values, plain and streamed': conversation(
        record('{"zip":"6"}', 'zip 5'),
        recordStreamed('{"zip":5}', 'zip 5'),
      ),
    },
    fail: {
      'without its zero': [record('{"zip":2134}', 'zip "02134".'), ARGUMENTS],
      'an exponent as a number': [record('{"zip":100000}', 'zip 1e5'), ARGUMENTS],
      'in a stream': [recordStreamed('{"zip":2134}', 'zip 02134'), ARGUMENTS],
      'only in the stream': [
        conversation(record('{"zip":"5"}', 'zip 5'), recordStreamed('{"zip":5}', 'zip 5')),
        `/replies/1${ARGUMENTS}`,
      ],
      'true, only without stream': [
        conversation(record('{"zip":true}', 'zip true'), recordStreamed('{"zip":"true"}', 'zip true')),
        `/replies/0${ARGUMENTS}`,
      ],
    },
  },

  'tool/null-not-text': {
    pass: {
      null: record('{"note":null}', 'no note'),
      'another string': record('{"note":"nothing"}', 'no note'),
      'the word is requested': record('{"note":"none"}', 'the note "none"'),
      'null is not allowed': record('{"zip":"null"}', 'no zip'),
      'a word of the schema': record('{"kind":"none"}', 'no kind'),
    },
    fail: {
      'None as a string': [record('{"note":"None"}', 'no note'), ARGUMENTS],
      'null as a string, of a union': [record('{"unit":"null"}', 'no unit'), ARGUMENTS],
      'in a stream': [recordStreamed('{"note":"null"}', 'no note'), ARGUMENTS],
      'of a strict function': [record('{"note":"null"}', 'no note', { strict: true }), ARGUMENTS],
    },
  },

  'tool/call-shape': {
    pass: {
      'a tool call': calling([PARIS]),
      'an extra index field': calling([{ ...PARIS, index: 0 }]),
      'a custom tool': calling([{ id: 'c1', type: 'custom', custom: { name: 'sql', input: 'SELECT 1' } }]),
    },
    fail: {
      'no id': [calling([{ ...PARIS, id: undefined }]), `${CALLS}/0/id`],
      'id null': [calling([{ ...PARIS, id: null }]), `${CALLS}/0/id`],
      'an unknown type': [calling([{ ...PARIS, type: 'tool' }]), `${CALLS}/0/type`],
      'no function': [calling([{ id: 'c1', type: 'function' }]), `${CALLS}/0/function`],
    },
  },

  'tool/arguments-string': {
    pass: { 'a string': calling([PARIS]), 'an empty string': calling([aCall('get_time', '')]) },
    fail: {
      'an object': [
        calling([{ ...PARIS, function: { name: 'get_weather', arguments: { city: 'Paris' } } }]),
        ARGUMENTS,
      ],
      null: [calling([{ ...PARIS, function: { name: 'get_weather', arguments: null } }]), ARGUMENTS],
      absent: [calling([{ ...PARIS, function: { name: 'get_weather' } }]), ARGUMENTS],
    },
  },

  'tool/arguments-json-object': {
    pass: {
      'an object': calling([PARIS]),
      'cut by max_tokens': calling([aCall('get_weather', '{"ci')], {}, { finish_reason: 'length' }),
      'another type (the schema reports it)': calling([{ ...PARIS, function: { name: 'get_weather', arguments: {} } }]),
      'an empty string for a function without parameters': calling([aCall('get_time', '')]),
      'a strict function (another rule)': calling([aCall('s', 'prose')], {
        tools: [tool('s', { strict: true })],
      }),
      'a custom tool': calling([{ id: 'c1', type: 'custom', custom: { name: 'sql', input: 'SELECT 1' } }]),
    },
    fail: {
      'plain text': [calling([aCall('get_weather', 'Hello! How can I help?')]), ARGUMENTS],
      'incomplete JSON': [calling([aCall('get_weather', '{"city":"Paris"')]), ARGUMENTS],
      'JSON encoded twice': [calling([aCall('get_weather', '"{\\"city\\":\\"Paris\\"}"')]), ARGUMENTS],
      'an array': [calling([aCall('get_weather', '[1]')]), ARGUMENTS],
      'an empty string although a parameter is required': [calling([aCall('get_weather', '')]), ARGUMENTS],
    },
  },

  'tool/arguments-empty-object': {
    pass: {
      'an empty object': calling([aCall('get_time', '{}')]),
      'an empty object with spaces': calling([aCall('get_time', ' { } ')]),
      'plain text (another rule)': calling([aCall('get_time', 'what?')]),
      'required arguments missing (another rule)': calling([aCall('get_weather', '')]),
      'an empty object in a stream': streaming([aCall('get_time', '{}')]),
    },
    fail: {
      'an empty string': [calling([aCall('get_time', '')]), ARGUMENTS],
      'the string null': [calling([aCall('get_time', 'null')]), ARGUMENTS],
      'no arguments in a stream': [
        streaming([{ id: 'c1', type: 'function', function: { name: 'get_time' } }]),
        ARGUMENTS,
      ],
      'an empty string in a stream': [streaming([aCall('get_time', '')]), ARGUMENTS],
    },
  },

  'tool/arguments-not-double-encoded': {
    pass: {
      'an object': saving({ address: { city: 'Paris' } }),
      'a JSON string for a string parameter': saving({ note: '{"a":1}' }),
      'a string that is not JSON (depends on the model)': saving({ address: 'Paris' }),
    },
    fail: {
      'an object encoded as a string': [saving({ address: '{"city":"Paris"}' }), ARGUMENTS],
      'an array encoded as a string': [saving({ tags: '["a"]' }), ARGUMENTS],
      'an object encoded as a string in a stream': [
        streaming([aCall('save', '{"tags":"[1]"}')], { tools: [ADDRESS] }),
        ARGUMENTS,
      ],
    },
  },

  'tool/strict-arguments-match-schema': {
    pass: {
      'arguments match the schema': strictly('{"city":"Paris"}'),
      'not strict': calling([aCall('get_weather', '{"town":1}')]),
      'cut by max_tokens': strictly('{"ci', { finish_reason: 'length' }),
      'stopped by the content filter': strictly('{}', { finish_reason: 'content_filter' }),
      'two tool calls in one reply': calling([aCall('get_weather', '{}'), { ...PARIS, id: 'c2' }], { tools: [STRICT] }),
      'an invalid schema': strictly(
        '{"a":1}',
        {},
        { tools: [tool('get_weather', { strict: true, parameters: { type: 5 } })] },
      ),
      'an empty string where nothing is required': calling([aCall('t', '')], { tools: [tool('t', { strict: true })] }),
      'an incomplete stream': stream([aChunk({ tool_calls: [{ index: 0, ...aCall('get_weather', '{') }] })], {
        ask: { tools: [STRICT] },
        ended: 'cut',
        done: false,
      }),
    },
    fail: {
      'an unknown key': [strictly('{"city":"Paris","days":3}'), ARGUMENTS],
      'a required key missing': [strictly('{}'), ARGUMENTS],
      'a wrong type': [strictly('{"city":5}'), ARGUMENTS],
      'not JSON': [strictly('Paris'), ARGUMENTS],
      'an empty string although a key is required': [strictly(''), ARGUMENTS],
      'an unknown key in a stream': [
        streaming([aCall('get_weather', '{"town":"Paris"}')], { tools: [STRICT] }),
        ARGUMENTS,
      ],
    },
  },

  'tool/unicode-arguments': {
    pass: {
      'raw characters': calling([aCall('get_weather', '{"city":"Zürich"}')], ZURICH),
      'escaped once': calling([aCall('get_weather', '{"city":"Z\\u00fcrich"}')], ZURICH),
      'without the umlaut (depends on the model)': calling([aCall('get_weather', '{"city":"Zurich"}')], ZURICH),
      'an ASCII prompt': calling([PARIS]),
      'escapes that the prompt contains': calling([aCall('get_weather', '{"city":"Z?rich"}')], {
        messages: [{ role: 'user', content: 'Zürich, or Z?rich' }],
      }),
    },
    fail: {
      'escaped twice': [calling([aCall('get_weather', '{"city":"Z\\\\u00fcrich"}')], ZURICH), ARGUMENTS],
      'replaced by a question mark': [calling([aCall('get_weather', '{"city":"Z?rich"}')], ZURICH), ARGUMENTS],
      'decoded as Latin-1': [calling([aCall('get_weather', '{"city":"ZÃ¼rich"}')], ZURICH), ARGUMENTS],
      'replaced by U+FFFD': [calling([aCall('get_weather', '{"city":"Z\ufffd\ufffdrich"}')], ZURICH), ARGUMENTS],
      'Japanese, escaped twice': [
        streaming([aCall('get_weather', '{"city":"\\\\u6771\\\\u4EAC\\\\u306e\\\\u5929\\\\u6c17"}')], TOKYO),
        ARGUMENTS,
      ],
    },
  },
} satisfies Tables
