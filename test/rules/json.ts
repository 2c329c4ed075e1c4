import type { Tables } from '../support/rule.ts'
import {
  aChoice,
  aChunk,
  aCompletion,
  chunksSaying,
  completion,
  conversation,
  ERROR,
  errorReply,
  frame,
  model,
  models,
  reply,
  stream,
} from '../support/seen.ts'

const unreadable = (body: string, about: Parameters<typeof reply>[1] = {}) => {
  const seen = reply(body, about)
  if (seen.kind !== 'unreadable') throw new Error(`read as ${seen.kind}`)
  return seen
}
const asText = (patch: (text: string) => string) => completion(patch(JSON.stringify(aCompletion())))

const latin1 = Buffer.from(JSON.stringify(aCompletion({ model: 'caf\u00e9' })), 'latin1')

const BOM = '\ufeff'

const echo = { messages: [{ role: 'user', content: 'Repeat: 你好，世界 👋 and café' }] }
const says = (content: string, patch = {}) => aCompletion({ choices: [aChoice({ message: { content }, ...patch })] })

const counting = (prompt_tokens: number) =>
  aCompletion({ usage: { prompt_tokens, completion_tokens: 1, total_tokens: prompt_tokens + 1 } })
const plain = '{"model":"m","messages":[{"role":"user","content":"你好"}]}'
const escaped = '{"model":"m","messages":[{"role":"user","content":"\\u4f60\\u597d"}]}'
const RAW = '{"model":"m","messages":[{"role":"user","content":"日本 𝒳"}]}'
const ESCAPED = '{"model":"m","messages":[{"role":"user","content":"\\u65e5\\u672c \\ud835\\udcb3"}]}'
const text = (askText: string, prompt: number) => completion(counting(prompt), { askText })

export default {
  'json/body-parses': {
    pass: {
      'no reply at all': unreadable('', { ended: 'hung-up' }),
      'an incomplete body': unreadable('{"id":', { ended: 'cut' }),
      'an unknown path': unreadable('<p>', { endpoint: 'other' }),
      'an unknown method': unreadable('', { method: 'OPTIONS', endpoint: 'other', status: 204 }),
    },
    fail: {
      NaN: [unreadable('{"logprob": NaN}'), '/body'],
      'a trailing comma': [unreadable('{"id":"a",}'), '/body'],
      'extra characters after the object': [unreadable('{"id":"a"} ok'), '/body'],
      'an empty body': [unreadable(''), '/body'],
      'an HTML page in place of the model list': [
        unreadable('<html></html>', { endpoint: 'models', method: 'GET' }),
        '/body',
      ],
      'a raw line feed in a string': [unreadable('{"id":"a\nb"}'), '/body'],
    },
  },

  'json/utf8': {
    pass: {
      'ASCII characters': completion(),
      'four-byte characters': completion(aCompletion({ model: '👋' })),
      'an error page in another encoding': errorReply(502, Buffer.from('<p>caf\u00e9</p>', 'latin1')),
    },
    fail: {
      'Latin-1': [completion(latin1), '/body'],
      'Latin-1 in an error': [errorReply(400, Buffer.from('{"error":{"message":"\u00e9"}}', 'latin1')), '/body'],
      'half a character': [
        models(Buffer.concat([Buffer.from('{"data":"'), Buffer.from([0xf0, 0x9f]), Buffer.from('"}')])),
        '/body',
      ],
    },
  },

  'json/no-bom': {
    pass: { 'no byte order mark': completion(), 'U+FEFF inside a string': completion(aCompletion({ model: BOM })) },
    fail: {
      'a byte order mark before a completion': [completion(BOM + JSON.stringify(aCompletion())), '/body'],
      'a byte order mark before an error': [errorReply(400, BOM + JSON.stringify(ERROR)), '/body'],
      'a byte order mark before a model': [model(`${BOM}{"id":"reference-1"}`), '/body'],
    },
  },

  'json/integer-fields': {
    pass: {
      integers: completion(),
      'an integer written with a decimal point': asText((text) => text.replace('"index":0', '"index":0.0')),
      'chunks with two choices': stream([aChunk({ role: 'assistant' }), aChunk({ role: 'assistant' }, { index: 1 })]),
    },
    fail: {
      'an index that is a string': [
        completion(aCompletion({ choices: [aChoice({ index: '0' })] })),
        '/choices/0/index',
      ],
      'an index that is null': [completion(aCompletion({ choices: [aChoice({ index: null })] })), '/choices/0/index'],
      'created with a fraction in a chunk': [stream([aChunk({}, {}, { created: 1767225601.5 })]), '/chunks/0/created'],
      'an index that is a string in a chunk': [stream([aChunk({}, { index: '0' })]), '/chunks/0/choices/0/index'],
    },
  },

  'json/integer-lexical-form': {
    pass: {
      integers: completion(),
      'created is not an integer (another rule)': completion(aCompletion({ created: 1.5 })),
      'a log probability with a decimal point': asText((text) =>
        text.replace('"logprobs":null', '"logprobs":{"content":[{"logprob":-1.0}]}'),
      ),
      'an extension field with a decimal point': completion('{"timings":{"ms":1.0},"id":"1.0","created":5}'),
    },
    fail: {
      'created with .0': [asText((text) => text.replace(/"created":\d+/, '"created":1767225601.0')), '/created'],
      'token counts with an exponent': [
        asText((text) => text.replace('"prompt_tokens":9', '"prompt_tokens":9e0')),
        '/usage/prompt_tokens',
      ],
      'created with .0 in a chunk': [
        stream(frame('{"id":"a","created":1.767225601E9,"choices":[]}')),
        '/chunks/0/created',
      ],
      'created with .0 in a model list': [
        models('{"object":"list","data":[{"id":"m","created":1700000000.0}]}'),
        '/data/0/created',
      ],
      'an index whose name is escaped': [completion('{"a\\"b":[1.5],"choices":[{"index":0.0}]}'), '/choices/0/index'],
    },
  },

  'json/no-duplicate-keys': {
    pass: {
      'each name once': completion(),
      'the same name in two objects': completion('{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":"x"}]}'),
      'a name that is also a string value': completion('{"a":"a","b":["a","a"]}'),
    },
    fail: {
      'a field of a message twice': [
        completion('{"choices":[{"message":{"content":null,"role":"assistant","content":"Hi"}}]}'),
        '/choices/0/message/content',
      ],
      'a name written raw and escaped': [completion('{"id":"a","\\u0069d":"b"}'), '/id'],
      'a duplicate in a chunk': [stream(frame('{"id":"a","choices":[],"id":"a"}')), '/chunks/0/id'],
      'a duplicate in an error': [errorReply(400, '{"error":{"code":null,"code":400}}'), '/error/code'],
    },
  },

  'json/valid-unicode-strings': {
    pass: {
      'a surrogate pair': completion(aCompletion({ model: '👋' })),
      'an escaped surrogate pair': completion('{"model":"\\ud83d\\udc4b"}'),
      'complete characters in each of two deltas': stream(chunksSaying('👋', '👋')),
    },
    fail: {
      'half of a surrogate pair': [completion('{"model":"\\ud83d"}'), '/model'],
      'a surrogate pair split over two deltas': [
        stream(chunksSaying('\ud83d', '\udc4b')),
        '/chunks/1/choices/0/delta/content',
        '/chunks/2/choices/0/delta/content',
      ],
      'half of a surrogate pair in a field name': [completion('{"\\udc4b":1}'), '/\udc4b'],
    },
  },

  'json/no-replacement-char': {
    pass: {
      'complete characters': completion(says('你好，世界 👋'), { ask: echo }),
      'a U+FFFD generated by the model': completion(says('abc \ufffd def'), { ask: echo }),
      'a character cut by max_tokens': completion(says('好，世\ufffd', { finish_reason: 'length' }), { ask: echo }),
      'a U+FFFD that the prompt contains': completion(says('\ufffd'), {
        ask: { messages: [{ role: 'user', content: 'Say \ufffd twice' }] },
      }),
      'a U+FFFD in a delta of its own': stream(chunksSaying('a', '\ufffd', 'b')),
    },
    fail: {
      'a character replaced in repeated text': [
        completion(says('你好，\ufffd\ufffd界 👋'), { ask: echo }),
        '/choices/0/message/content',
      ],
      'a character replaced in repeated Latin text': [
        completion(says('and caf\ufffd'), { ask: echo }),
        '/choices/0/message/content',
      ],
      'a character split over two deltas': [stream(chunksSaying('Hi \ufffd', '\ufffd!')), '/choices/0/message/content'],
    },
  },

  'json/request-escapes-equivalent': {
    pass: {
      'the same prompt tokens': conversation(
        completion(counting(9), { askText: plain }),
        completion(counting(9), { askText: escaped }),
      ),
      'another prompt': conversation(
        completion(counting(9), { askText: plain }),
        completion(counting(12), { askText: '{"model":"m","messages":[{"role":"user","content":"\\u4f60"}]}' }),
      ),
      'no usage': conversation(
        completion(aCompletion({ usage: undefined }), { askText: plain }),
        completion(counting(9), { askText: escaped }),
      ),
      'the same prompt tokens with a surrogate pair': conversation(text(RAW, 12), text(ESCAPED, 12)),
      'another prompt of the same length': conversation(text(RAW, 12), text(ESCAPED.replace('65e5', '65e6'), 13)),
      'no usage in the second reply': conversation(
        text(RAW, 12),
        completion(aCompletion({ usage: undefined }), { askText: ESCAPED }),
      ),
      'the server is busy': conversation(
        text(RAW, 12),
        errorReply(429, undefined, { askText: ESCAPED, owed: 'success' }),
      ),
    },
    fail: {
      'escapes counted as text': [
        conversation(completion(counting(9), { askText: plain }), completion(counting(21), { askText: escaped })),
        '/replies/1/usage/prompt_tokens',
      ],
      'escapes counted as text, the escaped request first': [
        conversation(completion(counting(21), { askText: escaped }), completion(counting(9), { askText: plain })),
        '/replies/0/usage/prompt_tokens',
      ],
      'an escaped surrogate pair counted as text': [
        conversation(text(RAW, 12), text(ESCAPED, 40)),
        '/replies/1/usage/prompt_tokens',
      ],
      'the escaped request refused': [
        conversation(text(RAW, 12), errorReply(400, undefined, { askText: ESCAPED, owed: 'success' })),
        '/replies/1/status',
      ],
    },
  },
} satisfies Tables
