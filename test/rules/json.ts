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
      'a body that was cut': unreadable('{"id":', { ended: 'cut' }),
      'a path that nobody described': unreadable('<p>', { endpoint: 'other' }),
      'a method that nobody described': unreadable('', { method: 'OPTIONS', endpoint: 'other', status: 204 }),
    },
    fail: {
      NaN: [unreadable('{"logprob": NaN}'), '/body'],
      'a trailing comma': [unreadable('{"id":"a",}'), '/body'],
      'garbage after the object': [unreadable('{"id":"a"} ok'), '/body'],
      'an empty body': [unreadable(''), '/body'],
      'a list of models that is a page': [unreadable('<html></html>', { endpoint: 'models', method: 'GET' }), '/body'],
      'a raw line feed in a string': [unreadable('{"id":"a\nb"}'), '/body'],
    },
  },

  'json/utf8': {
    pass: {
      'plain text': completion(),
      'characters of four bytes': completion(aCompletion({ model: '👋' })),
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
    pass: { 'none at the start': completion(), 'one inside a string': completion(aCompletion({ model: BOM })) },
    fail: {
      'before a completion': [completion(BOM + JSON.stringify(aCompletion())), '/body'],
      'before an error': [errorReply(400, BOM + JSON.stringify(ERROR)), '/body'],
      'before a model': [model(`${BOM}{"id":"reference-1"}`), '/body'],
    },
  },

  'json/integer-fields': {
    pass: {
      integers: completion(),
      'a whole number with a point': asText((text) => text.replace('"index":0', '"index":0.0')),
      'chunks of two choices': stream([aChunk({ role: 'assistant' }), aChunk({ role: 'assistant' }, { index: 1 })]),
    },
    fail: {
      'an index as text': [completion(aCompletion({ choices: [aChoice({ index: '0' })] })), '/choices/0/index'],
      'a null index': [completion(aCompletion({ choices: [aChoice({ index: null })] })), '/choices/0/index'],
      'created of a chunk with a fraction': [stream([aChunk({}, {}, { created: 1767225601.5 })]), '/chunks/0/created'],
      'an index of a chunk as text': [stream([aChunk({}, { index: '0' })]), '/chunks/0/choices/0/index'],
    },
  },

  'json/integer-lexical-form': {
    pass: {
      integers: completion(),
      'a created that is no integer: another rule': completion(aCompletion({ created: 1.5 })),
      'a probability with a point': asText((text) =>
        text.replace('"logprobs":null', '"logprobs":{"content":[{"logprob":-1.0}]}'),
      ),
      'an extension with a point': completion('{"timings":{"ms":1.0},"id":"1.0","created":5}'),
    },
    fail: {
      'created with .0': [asText((text) => text.replace(/"created":\d+/, '"created":1767225601.0')), '/created'],
      'counts with an exponent': [
        asText((text) => text.replace('"prompt_tokens":9', '"prompt_tokens":9e0')),
        '/usage/prompt_tokens',
      ],
      'created of a chunk': [stream(frame('{"id":"a","created":1.767225601E9,"choices":[]}')), '/chunks/0/created'],
      'created of a listed model': [
        models('{"object":"list","data":[{"id":"m","created":1700000000.0}]}'),
        '/data/0/created',
      ],
      'an index behind an escaped name': [completion('{"a\\"b":[1.5],"choices":[{"index":0.0}]}'), '/choices/0/index'],
    },
  },

  'json/no-duplicate-keys': {
    pass: {
      'each once': completion(),
      'the same name in two objects': completion('{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":"x"}]}'),
      'a name that is also a value': completion('{"a":"a","b":["a","a"]}'),
    },
    fail: {
      'a member of a message': [
        completion('{"choices":[{"message":{"content":null,"role":"assistant","content":"Hi"}}]}'),
        '/choices/0/message/content',
      ],
      'spelled in two ways': [completion('{"id":"a","\\u0069d":"b"}'), '/id'],
      'in a chunk': [stream(frame('{"id":"a","choices":[],"id":"a"}')), '/chunks/0/id'],
      'in an error': [errorReply(400, '{"error":{"code":null,"code":400}}'), '/error/code'],
    },
  },

  'json/valid-unicode-strings': {
    pass: {
      'a pair': completion(aCompletion({ model: '👋' })),
      'an escaped pair': completion('{"model":"\\ud83d\\udc4b"}'),
      'a character over two deltas, whole in each': stream(chunksSaying('👋', '👋')),
    },
    fail: {
      'half a pair': [completion('{"model":"\\ud83d"}'), '/model'],
      'a pair over two deltas': [
        stream(chunksSaying('\ud83d', '\udc4b')),
        '/chunks/1/choices/0/delta/content',
        '/chunks/2/choices/0/delta/content',
      ],
      'in a name': [completion('{"\\udc4b":1}'), '/\udc4b'],
    },
  },

  'json/no-replacement-char': {
    pass: {
      'whole characters': completion(says('你好，世界 👋'), { ask: echo }),
      'a U+FFFD of the model': completion(says('abc \ufffd def'), { ask: echo }),
      'cut by the limit': completion(says('好，世\ufffd', { finish_reason: 'length' }), { ask: echo }),
      'asked for': completion(says('\ufffd'), { ask: { messages: [{ role: 'user', content: 'Say \ufffd twice' }] } }),
      'one in a delta of its own': stream(chunksSaying('a', '\ufffd', 'b')),
    },
    fail: {
      'an echo with a hole': [completion(says('你好，\ufffd\ufffd界 👋'), { ask: echo }), '/choices/0/message/content'],
      'an echo with a hole in Latin text': [
        completion(says('and caf\ufffd'), { ask: echo }),
        '/choices/0/message/content',
      ],
      'a character over two deltas': [stream(chunksSaying('Hi \ufffd', '\ufffd!')), '/choices/0/message/content'],
    },
  },

  'json/request-escapes-equivalent': {
    pass: {
      'the same count': conversation(
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
      'the same count with a surrogate pair': conversation(text(RAW, 12), text(ESCAPED, 12)),
      'another prompt of the same length': conversation(text(RAW, 12), text(ESCAPED.replace('65e5', '65e6'), 13)),
      'no usage in the second reply': conversation(
        text(RAW, 12),
        completion(aCompletion({ usage: undefined }), { askText: ESCAPED }),
      ),
      busy: conversation(text(RAW, 12), errorReply(429, undefined, { askText: ESCAPED, owed: 'success' })),
    },
    fail: {
      'escapes read as text': [
        conversation(completion(counting(9), { askText: plain }), completion(counting(21), { askText: escaped })),
        '/replies/1/usage/prompt_tokens',
      ],
      'the escaped one first': [
        conversation(completion(counting(21), { askText: escaped }), completion(counting(9), { askText: plain })),
        '/replies/0/usage/prompt_tokens',
      ],
      'a surrogate pair counted as written': [
        conversation(text(RAW, 12), text(ESCAPED, 40)),
        '/replies/1/usage/prompt_tokens',
      ],
      refused: [
        conversation(text(RAW, 12), errorReply(400, undefined, { askText: ESCAPED, owed: 'success' })),
        '/replies/1/status',
      ],
    },
  },
} satisfies Tables
