import { PARIS } from '../support/calls.ts'
import type { Tables } from '../support/rule.ts'
import { aChoice, aCompletion, completion, conversation, errorReply } from '../support/seen.ts'
import { costing, refused, said, streamed, user } from '../support/talks.ts'

type Body = Record<string, unknown>

const CONTENT = '/choices/0/message/content'
const COUNT = '/usage/prompt_tokens'

const REPEAT = user('Repeat exactly: naïve 日本語 𝒳')

const turns = (...messages: (readonly [string, unknown])[]) => ({
  messages: messages.map(([role, content]) => ({ role, content })),
})
const WORD = 'The code word is MARIGOLD, and it was chosen long ago.'
const WHICH = 'What is the code word?'
const HISTORY = turns(['user', WORD], ['assistant', 'I will remember it.'], ['user', WHICH])

const under = (system: string, role = 'system') => turns([role, system], ['user', 'Hi'])
const RULES = 'Answer in one word only, never explain yourself, and do not ask anything in return.'

const say = (marker: string) => user(`Reply with exactly: ${marker}`)

const OWN = { role: 'assistant', content: 'Hello there', refusal: null, tool_calls: [] }
const first = completion(aCompletion({ choices: [aChoice({ message: OWN })] }), { ask: user('Hi') })
const second = (own: Body, ask: Body = {}) => ({
  messages: [{ role: 'user', content: 'Hi' }, own, { role: 'user', content: 'And?' }],
  ...ask,
})

const loop = (own: Body) => ({
  messages: [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', tool_calls: [PARIS], ...own },
    { role: 'tool', tool_call_id: 'call_get_weather', content: '4' },
  ],
})

const results = (...ids: string[]) => ({
  messages: [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: null, tool_calls: [PARIS, { ...PARIS, id: 'b' }] },
    ...ids.map((id) => ({ role: 'tool', tool_call_id: id, content: `result of ${id}` })),
  ],
})

const by = (name: string | undefined, role = 'user') => ({ messages: [{ role, name, content: 'Hi' }] })

export default {
  'conversation/multibyte-round-trip': {
    pass: {
      right: said(REPEAT, 'naïve 日本語 𝒳'),
      streamed: streamed(REPEAT, 'naïve'),
      'simplified, which is the model': said(REPEAT, 'naive'),
      'escapes in code, which are legal there': said(REPEAT, '"na\\u00efve"'),
      'escapes that were asked for': said(user('Escape 日本語 for me.'), '\\u65e5\\u672c\\u8a9e'),
      'right once and wrong once': said(REPEAT, 'naïve (na?ve)'),
      'a question': said(user('Ünd?'), 'nd?'),
      'a reply of megabytes': said(REPEAT, 'a'.repeat(2_000_000)),
    },
    fail: {
      'read as Latin-1': [said(REPEAT, 'naÃ¯ve'), CONTENT],
      'written as ASCII': [said(REPEAT, 'na?ve'), CONTENT],
      'escaped twice': [said(REPEAT, 'na\\u00efve'), CONTENT],
      'cut between bytes': [streamed(REPEAT, 'na\ufffd\ufffdve'), CONTENT],
      'Chinese read as Windows-1252': [said(REPEAT, 'æ—¥æœ¬èªž'), CONTENT],
      'one of three lost': [said(REPEAT, '日\ufffd語'), CONTENT],
    },
  },

  'conversation/history-used': {
    pass: {
      'it costs': conversation(costing(user(WHICH), 9), costing(HISTORY, 40)),
      'a system message, for which templates have a default': conversation(
        costing(user(WHICH), 40),
        costing(turns(['system', WORD], ['user', WHICH]), 30),
      ),
      'hardly any history': conversation(costing(user(WHICH), 9), costing(turns(['user', 'Hi'], ['user', WHICH]), 9)),
      'another question': conversation(costing(user('Which?'), 9), costing(HISTORY, 9)),
      'an earlier message that grew, and costs': conversation(
        costing(turns(['user', 'Go on.'], ['user', WHICH]), 9),
        costing(turns(['user', `Go on. ${WORD}`], ['user', WHICH]), 40),
      ),
      'an earlier message that is another one': conversation(
        costing(turns(['user', 'Hi'], ['user', WHICH]), 40),
        costing(turns(['user', `Go on. ${WORD}`], ['user', WHICH]), 40),
      ),
      'an earlier message that grew by a word': conversation(
        costing(turns(['user', 'Go on.'], ['user', WHICH]), 9),
        costing(turns(['user', 'Go on. Yes.'], ['user', WHICH]), 9),
      ),
      'instructions that grew, which is another rule': conversation(
        costing(turns(['system', 'Go on.'], ['user', WHICH]), 9),
        costing(turns(['system', `Go on. ${WORD}`], ['user', WHICH]), 9),
      ),
      'a question that grew, which is no history': conversation(
        costing(turns(['user', WORD], ['user', 'Go on.']), 9),
        costing(turns(['user', WORD], ['user', `Go on. ${WORD}`]), 9),
      ),
      'thoughts that are left out': conversation(
        costing(turns(['user', 'Hi']), 9),
        costing(turns(['user', 'Hi'], ['assistant', WORD], ['user', 'So?']), 9),
      ),
    },
    fail: {
      'not read': [conversation(costing(user(WHICH), 9), costing(HISTORY, 9)), `/replies/1${COUNT}`],
      'the long one first': [conversation(costing(HISTORY, 9), costing(user(WHICH), 9)), `/replies/0${COUNT}`],
      'the new turn only': [
        conversation(
          costing(turns(['user', WORD]), 20),
          costing(turns(['user', WORD], ['assistant', 'Yes.'], ['user', WORD]), 20),
        ),
        `/replies/1${COUNT}`,
      ],
      'an earlier message that is out of the window': [
        conversation(
          costing(turns(['user', 'Go on.'], ['assistant', 'Yes.'], ['user', WHICH]), 9),
          costing(turns(['user', `Go on. ${WORD}`], ['assistant', 'Yes.'], ['user', WHICH]), 9),
        ),
        `/replies/1${COUNT}`,
      ],
    },
  },

  'conversation/system-honoured': {
    pass: {
      'it costs': conversation(costing(under('Be brief.'), 12), costing(under(RULES), 30)),
      'none before, for which templates have a default': conversation(
        costing(user('Hi'), 12),
        costing(under(RULES), 12),
      ),
      'nearly as long': conversation(costing(under('Be brief.'), 12), costing(under('Be kind to all.'), 12)),
    },
    fail: {
      'not read': [conversation(costing(under('Be brief.'), 12), costing(under(RULES), 12)), `/replies/1${COUNT}`],
      developer: [
        conversation(costing(under(RULES, 'developer'), 9), costing(under('Be brief.', 'developer'), 9)),
        `/replies/0${COUNT}`,
      ],
    },
  },

  'conversation/concurrency-isolation': {
    pass: {
      'its own': conversation(said(say('KITE-7402'), 'KITE-7402'), said(say('WOLF-1183'), 'WOLF-1183')),
      'nothing of it': conversation(said(say('KITE-7402'), 'No.'), said(say('WOLF-1183'), 'Hi')),
      'made up': conversation(said(say('KITE-7402'), 'BEAR-9999'), said(say('WOLF-1183'), 'Hi')),
      'from its own history': conversation(
        said(say('KITE-7402'), 'KITE-7402'),
        said(turns(['user', 'Say KITE-7402'], ['assistant', 'KITE-7402'], ['user', 'Say WOLF-1183']), 'KITE-7402'),
      ),
      'ordinary words': conversation(said(user('Say OSLO'), 'PARIS'), said(user('Say PARIS'), 'OSLO')),
    },
    fail: {
      crossed: [
        conversation(said(say('KITE-7402'), 'WOLF-1183'), streamed(say('WOLF-1183'), 'KITE-7402')),
        `/replies/0${CONTENT}`,
        `/replies/1${CONTENT}`,
      ],
      'left over': [
        conversation(said(say('KITE-7402'), 'KITE-7402'), said(say('WOLF-1183'), 'WOLF-1183 KITE-7402')),
        `/replies/1${CONTENT}`,
      ],
    },
  },

  'conversation/own-message-accepted': {
    pass: {
      accepted: conversation(first, said(second(OWN))),
      'changed on the way': conversation(first, refused(second({ ...OWN, content: 'Other' }))),
      'with something new': conversation(first, refused(second(OWN, { tools: [] }))),
      busy: conversation(first, refused(second(OWN), 503)),
      'meant to be refused': conversation(first, errorReply(400, undefined, { ask: second(OWN) })),
      'a message nested without end': conversation(
        completion(JSON.stringify(aCompletion()).replace('"Hello there"', `${'['.repeat(3000)}${']'.repeat(3000)}`), {
          ask: user('Hi'),
        }),
        refused(second(OWN)),
      ),
    },
    fail: {
      refused: [conversation(first, refused(second(OWN), 422)), '/replies/1/status'],
      'streamed, then refused': [
        conversation(
          streamed(user('Hi'), 'Hello'),
          refused({
            messages: [
              { role: 'user', content: 'Hi' },
              { role: 'assistant', content: 'Hello' },
            ],
            stream: true,
            stream_options: { include_usage: true },
          }),
        ),
        '/replies/1/status',
      ],
    },
  },

  'conversation/tool-round-trip': {
    pass: {
      'all accepted': conversation(said(loop({})), said(loop({ content: null })), said(loop({ content: '' }))),
      'all refused': conversation(refused(loop({})), refused(loop({ content: null }))),
      'no call': conversation(said(user('Hi')), refused(user('Ho'))),
    },
    fail: {
      'null refused': [
        conversation(said(loop({ content: '' })), refused(loop({ content: null }))),
        '/replies/1/status',
      ],
      'absent crashes': [conversation(refused(loop({}), 500), said(loop({ content: 'I ask.' }))), '/replies/0/status'],
    },
  },

  'conversation/parallel-tool-results': {
    pass: {
      'both accepted': conversation(said(results('a', 'b')), said(results('b', 'a'))),
      'one result only': conversation(said(results('a')), refused(results('b'))),
    },
    fail: {
      'the other order': [conversation(said(results('a', 'b')), refused(results('b', 'a'))), '/replies/1/status'],
      crashed: [conversation(refused(results('b', 'a'), 500), said(results('a', 'b'))), '/replies/0/status'],
    },
  },

  'conversation/roles-accepted': {
    pass: {
      'both accepted': conversation(said(by(undefined)), said(by('Ann'))),
      'another role': conversation(said(by(undefined)), refused(by(undefined, 'developer'))),
      'a function result needs its name': conversation(said(by('f', 'function')), refused(by(undefined, 'function'))),
    },
    fail: {
      'a name refused': [conversation(said(by(undefined)), refused(by('Ann'), 422)), '/replies/1/status'],
      system: [conversation(refused(by('Ann', 'system')), said(by(undefined, 'system'))), '/replies/0/status'],
    },
  },
} satisfies Tables
