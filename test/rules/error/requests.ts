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
      'read whole': costing(words(5000), 5100),
      'a thrifty vocabulary': costing(words(5000), 2500),
      'a short prompt': costing(words(900), 5),
      'no count': said(words(5000), 'Hi', { usage: undefined }),
    },
    fail: {
      'cut in secret': [costing(words(20_000), 4096), '/usage/prompt_tokens'],
      'hardly read': [costing(words(2000), 10), '/usage/prompt_tokens'],
    },
  },

  'error/model-unknown-served': {
    pass: {
      refused: conversation(TWO, errorReply(404, ERROR, { ask: { model: 'no-such-model' } })),
      'the only model says its own name': conversation(ONE, unknown('reference-1')),
      'nothing listed': conversation(unknown('no-such-model')),
      'an alias that works': conversation(TWO, unknown('no-such-model', 'success')),
      'a listed one': conversation(TWO, completion(aCompletion(), { ask: { model: 'other' }, owed: 'refusal' })),
    },
    fail: {
      'one of several answers': [conversation(TWO, unknown('reference-1')), '/replies/1/status'],
      'the wrong name confirmed': [conversation(unknown('no-such-model'), ONE), '/replies/0/model'],
    },
  },

  'error/allow-lists-methods': {
    pass: {
      listed: put(405, { allow: 'GET, POST' }),
      'another status': put(404),
      'another path': errorReply(405, ERROR, { endpoint: 'models', headers: { allow: 'GET' } }),
    },
    fail: {
      missing: [put(405), '/headers/allow'],
      'POST not listed': [put(405, { allow: 'GET' }), '/headers/allow'],
    },
  },

  'error/key-not-echoed': {
    pass: {
      'not said': keyed('Incorrect key.', 'Bearer sk-wrong-1234567890'),
      masked: keyed('Incorrect key: sk-wr***7890', 'Bearer sk-wrong-1234567890'),
      'too short to tell': keyed('Incorrect key: wrong', 'Bearer wrong'),
      'the name of a secret': keyed('$OPENAI_API_KEY is wrong', 'Bearer $OPENAI_API_KEY'),
      'no key': errorReply(401),
    },
    fail: {
      'the whole key': [keyed('Incorrect key: sk-wrong-1234567890', 'Bearer sk-wrong-1234567890'), '/body'],
      'of another scheme': [keyed('Basic dXNlcjpwYXNzd29yZA== is wrong', 'Basic dXNlcjpwYXNzd29yZA=='), '/body'],
    },
  },
} satisfies Tables
