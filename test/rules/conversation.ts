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
      'repeated exactly': said(REPEAT, 'naïve 日本語 𝒳'),
      'repeated exactly in a stream': streamed(REPEAT, 'naïve'),
      'simplified by the model': said(REPEAT, 'naive'),
      'escapes inside code': said(REPEAT, '"na\\u00efve"'),
      'escapes that the prompt requests': said(user('Escape 日本語 for me.'), '\\u65e5\\u672c\\u8a9e'),
      'exact in one reply, simplified in another': said(REPEAT, 'naïve (na?ve)'),
      'a prompt that asks for no repetition': said(user('Ünd?'), 'nd?'),
      'a reply of several megabytes': said(REPEAT, 'a'.repeat(2_000_000)),
    },
    fail: {
      'UTF-8 decoded as Latin-1': [said(REPEAT, 'naÃ¯ve'), CONTENT],
      'non-ASCII characters replaced': [said(REPEAT, 'na?ve'), CONTENT],
      'JSON escapes left in the content': [said(REPEAT, 'na\\u00efve'), CONTENT],
      'a character cut between its bytes': [streamed(REPEAT, 'na\ufffd\ufffdve'), CONTENT],
      'Chinese decoded as Windows-1252': [said(REPEAT, 'æ—¥æœ¬èªž'), CONTENT],
      'wrong in one of three replies': [said(REPEAT, '日\ufffd語'), CONTENT],
    },
  },

  'conversation/history-used': {
    pass: {
      'the history adds prompt tokens': conversation(costing(user(WHICH), 9), costing(HISTORY, 40)),
      'a system message (templates have a default one)': conversation(
        costing(user(WHICH), 40),
        costing(turns(['system', WORD], ['user', WHICH]), 30),
      ),
      'a very short history': conversation(costing(user(WHICH), 9), costing(turns(['user', 'Hi'], ['user', WHICH]), 9)),
      'another question': conversation(costing(user('Which?'), 9), costing(HISTORY, 9)),
      'a longer earlier message adds prompt tokens': conversation(
        costing(turns(['user', 'Go on.'], ['user', WHICH]), 9),
        costing(turns(['user', `Go on. ${WORD}`], ['user', WHICH]), 40),
      ),
      'a different earlier message': conversation(
        costing(turns(['user', 'Hi'], ['user', WHICH]), 40),
        costing(turns(['user', `Go on. ${WORD}`], ['user', WHICH]), 40),
      ),
      'an earlier message longer by one word': conversation(
        costing(turns(['user', 'Go on.'], ['user', WHICH]), 9),
        costing(turns(['user', 'Go on. Yes.'], ['user', WHICH]), 9),
      ),
      'longer system instructions (another rule)': conversation(
        costing(turns(['system', 'Go on.'], ['user', WHICH]), 9),
        costing(turns(['system', `Go on. ${WORD}`], ['user', WHICH]), 9),
      ),
      'a longer question, which is not history': conversation(
        costing(turns(['user', WORD], ['user', 'Go on.']), 9),
        costing(turns(['user', WORD], ['user', `Go on. ${WORD}`]), 9),
      ),
      'reasoning of earlier turns left out': conversation(
        costing(turns(['user', 'Hi']), 9),
        costing(turns(['user', 'Hi'], ['assistant', WORD], ['user', 'So?']), 9),
      ),
    },
    fail: {
      'the history adds no prompt tokens': [
        conversation(costing(user(WHICH), 9), costing(HISTORY, 9)),
        `/replies/1${COUNT}`,
      ],
      'the history adds no prompt tokens, longer request first': [
        conversation(costing(HISTORY, 9), costing(user(WHICH), 9)),
        `/replies/0${COUNT}`,
      ],
      'only the last message counted': [
        conversation(
          costing(turns(['user', WORD]), 20),
          costing(turns(['user', WORD], ['assistant', 'Yes.'], ['user', WORD]), 20),
        ),
        `/replies/1${COUNT}`,
      ],
      'an earlier message outside of the counted part': [
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
      'the system message adds prompt tokens': conversation(costing(under('Be brief.'), 12), costing(under(RULES), 30)),
      'no system message in the other request (templates have a default one)': conversation(
        costing(user('Hi'), 12),
        costing(under(RULES), 12),
      ),
      'system messages of similar length': conversation(
        costing(under('Be brief.'), 12),
        costing(under('Be kind to all.'), 12),
      ),
    },
    fail: {
      'the system message adds no prompt tokens': [
        conversation(costing(under('Be brief.'), 12), costing(under(RULES), 12)),
        `/replies/1${COUNT}`,
      ],
      'the developer message adds no prompt tokens': [
        conversation(costing(under(RULES, 'developer'), 9), costing(under('Be brief.', 'developer'), 9)),
        `/replies/0${COUNT}`,
      ],
    },
  },

  'conversation/concurrency-isolation': {
    pass: {
      'the reply contains its own marker': conversation(
        said(say('KITE-7402'), 'KITE-7402'),
        said(say('WOLF-1183'), 'WOLF-1183'),
      ),
      'the reply contains no marker': conversation(said(say('KITE-7402'), 'No.'), said(say('WOLF-1183'), 'Hi')),
      'the reply contains a marker nobody sent': conversation(
        said(say('KITE-7402'), 'BEAR-9999'),
        said(say('WOLF-1183'), 'Hi'),
      ),
      'the reply contains a marker of its own history': conversation(
        said(say('KITE-7402'), 'KITE-7402'),
        said(turns(['user', 'Say KITE-7402'], ['assistant', 'KITE-7402'], ['user', 'Say WOLF-1183']), 'KITE-7402'),
      ),
      'ordinary words in place of markers': conversation(
        said(user('Say OSLO'), 'PARIS'),
        said(user('Say PARIS'), 'OSLO'),
      ),
    },
    fail: {
      "replies contain each other's marker": [
        conversation(said(say('KITE-7402'), 'WOLF-1183'), streamed(say('WOLF-1183'), 'KITE-7402')),
        `/replies/0${CONTENT}`,
        `/replies/1${CONTENT}`,
      ],
      'a reply contains the marker of an earlier request': [
        conversation(said(say('KITE-7402'), 'KITE-7402'), said(say('WOLF-1183'), 'WOLF-1183 KITE-7402')),
        `/replies/1${CONTENT}`,
      ],
    },
  },

  'conversation/own-message-accepted': {
    pass: {
      accepted: conversation(first, said(second(OWN))),
      'the message was changed before it was sent back': conversation(
        first,
        refused(second({ ...OWN, content: 'Other' })),
      ),
      'the second request has a new parameter': conversation(first, refused(second(OWN, { tools: [] }))),
      'the server is busy': conversation(first, refused(second(OWN), 503)),
      'a request that expects a refusal': conversation(first, errorReply(400, undefined, { ask: second(OWN) })),
      'a message that was sent without a role (another rule)': conversation(
        completion(aCompletion({ choices: [aChoice({ message: { role: undefined } })] }), { ask: user('Hi') }),
        refused(second({ ...OWN, role: undefined })),
      ),
      'a very deeply nested message': conversation(
        completion(JSON.stringify(aCompletion()).replace('"Hello there"', `${'['.repeat(3000)}${']'.repeat(3000)}`), {
          ask: user('Hi'),
        }),
        refused(second(OWN)),
      ),
    },
    fail: {
      refused: [conversation(first, refused(second(OWN), 422)), '/replies/1/status'],
      'a streamed message refused': [
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
      'no tool call in the history': conversation(said(user('Hi')), refused(user('Ho'))),
    },
    fail: {
      'content null refused': [
        conversation(said(loop({ content: '' })), refused(loop({ content: null }))),
        '/replies/1/status',
      ],
      'absent content answered with 500': [
        conversation(refused(loop({}), 500), said(loop({ content: 'I ask.' }))),
        '/replies/0/status',
      ],
    },
  },

  'conversation/parallel-tool-results': {
    pass: {
      'both accepted': conversation(said(results('a', 'b')), said(results('b', 'a'))),
      'one result only': conversation(said(results('a')), refused(results('b'))),
    },
    fail: {
      'results in the other order refused': [
        conversation(said(results('a', 'b')), refused(results('b', 'a'))),
        '/replies/1/status',
      ],
      'results in the other order answered with 500': [
        conversation(refused(results('b', 'a'), 500), said(results('a', 'b'))),
        '/replies/0/status',
      ],
    },
  },

  'conversation/roles-accepted': {
    pass: {
      'accepted with and without name': conversation(said(by(undefined)), said(by('Ann'))),
      'another role refused': conversation(said(by(undefined)), refused(by(undefined, 'developer'))),
      'a function message refused without its name': conversation(
        said(by('f', 'function')),
        refused(by(undefined, 'function')),
      ),
    },
    fail: {
      'refused with name': [conversation(said(by(undefined)), refused(by('Ann'), 422)), '/replies/1/status'],
      'a system message refused with name': [
        conversation(refused(by('Ann', 'system')), said(by(undefined, 'system'))),
        '/replies/0/status',
      ],
    },
  },
} satisfies Tables
