import type { Tables } from '../../support/rule.ts'
import { A_MODEL, aCompletion, completion, conversation, ERROR, errorReply, models } from '../../support/seen.ts'
import { costing, said, user } from '../../support/talks.ts'

const words = (count: number) => user(Array.from({ length: count }, (_, i) => `word${i % 9}`).join(' '))

const unknown = (model: string, owed: 'refusal' | 'success' = 'refusal') =>
  completion(aCompletion({ model }), { ask: { model: 'no-such-model' }, owed })
const ONE = models()
const TWO = models({ object: 'list', data: [A_MODEL, { ...A_MODEL, id: 'other' }] })

const put = (status: number, headers: Record<string, string> = {}) =>
  errorReply(status, ERROR, { method: 'PUT', headers })

const keyed = (message: string, authorization: string) =>
  errorReply(401, { error: { ...ERROR.error, message } }, { requestHeaders: { authorization } })

export default {
  'error/context-length': {
    pass: {
      'the full prompt counted': costing(words(5000), 5100),
      'few tokens per word': costing(words(5000), 2500),
      'a short prompt': costing(words(900), 5),
      'no usage': said(words(5000), 'Hi', { usage: undefined }),
    },
    fail: {
      'the prompt silently truncated': [costing(words(20_000), 4096), '/usage/prompt_tokens'],
      'almost nothing of the prompt counted': [costing(words(2000), 10), '/usage/prompt_tokens'],
    },
  },

  'error/model-unknown-served': {
    pass: {
      refused: conversation(TWO, errorReply(404, ERROR, { ask: { model: 'no-such-model' } })),
      'a single-model server that reports its own model': conversation(ONE, unknown('reference-1')),
      'no model list': conversation(unknown('no-such-model')),
      'an alias in a request that has to succeed': conversation(TWO, unknown('no-such-model', 'success')),
      'the requested name is in the list': conversation(
        TWO,
        completion(aCompletion(), { ask: { model: 'other' }, owed: 'refusal' }),
      ),
    },
    fail: {
      'a server with several models answers with one of them': [
        conversation(TWO, unknown('reference-1')),
        '/replies/1/status',
      ],
      'the reply repeats the unknown name': [conversation(unknown('no-such-model'), ONE), '/replies/0/model'],
    },
  },

  'error/allow-lists-methods': {
    pass: {
      'POST listed': put(405, { allow: 'GET, POST' }),
      'another status': put(404),
      'another path': errorReply(405, ERROR, { endpoint: 'models', headers: { allow: 'GET' } }),
    },
    fail: {
      'no Allow header': [put(405), '/headers/allow'],
      'POST not listed': [put(405, { allow: 'GET' }), '/headers/allow'],
    },
  },

  'error/key-not-echoed': {
    pass: {
      'a message without the key': keyed('Incorrect key.', 'Bearer sk-wrong-1234567890'),
      'the key masked': keyed('Incorrect key: sk-wr***7890', 'Bearer sk-wrong-1234567890'),
      'a key too short to recognise': keyed('Incorrect key: wrong', 'Bearer wrong'),
      'the name of a variable in place of the key': keyed('$OPENAI_API_KEY is wrong', 'Bearer $OPENAI_API_KEY'),
      'no key in the request': errorReply(401),
    },
    fail: {
      'the full key': [keyed('Incorrect key: sk-wrong-1234567890', 'Bearer sk-wrong-1234567890'), '/body'],
      'the full key of another scheme': [
        keyed('Basic dXNlcjpwYXNzd29yZA== is wrong', 'Basic dXNlcjpwYXNzd29yZA=='),
        '/body',
      ],
    },
  },
} satisfies Tables
