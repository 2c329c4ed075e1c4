import { calling, PARIS } from '../support/calls.ts'
import type { RuleTable, Tables } from '../support/rule.ts'
import { aCall, aChoice, aChunk, aCompletion, completion, conversation, stream } from '../support/seen.ts'
import { refused, said, streamed, tokens, user } from '../support/talks.ts'

type Body = Record<string, unknown>

const TOKENS = '/usage/completion_tokens'
const CONTENT = '/choices/0/message/content'
const REASON = '/choices/0/finish_reason'
const LONG = Array.from({ length: 200 }, (_, i) => `word${i}`).join(' ')

/** A reply that cost so much. */
const spending = (ask: Body, count: number, patch: Body = {}, choice: Body = {}) =>
  said(ask, 'Hello there', { usage: { ...tokens(9, count), ...patch } }, choice)
const several = (count: number, ask: Body, spent: number) =>
  completion(
    aCompletion({ choices: Array.from({ length: count }, (_, index) => aChoice({ index })), usage: tokens(9, spent) }),
    { ask },
  )
const counting = (count: number) => ({
  logprobs: {
    content: Array.from({ length: count }, () => ({ token: 'a', logprob: -1, bytes: [97], top_logprobs: [] })),
  },
})

const limiting = (name: string, other: string): RuleTable => ({
  pass: {
    'as many tokens as allowed': spending({ [name]: 5 }, 5),
    'one more token for the end of the turn': spending({ [name]: 5 }, 6),
    'no limit': spending({}, 500),
    'limit null': spending({ [name]: null }, 500),
    'the other limit parameter': spending({ [other]: 5 }, 500),
    'as many tokens as allowed for each choice': several(3, { [name]: 5, n: 3 }, 15),
    'rejected prediction tokens': spending({ [name]: 5, prediction: { type: 'content', content: LONG } }, 50),
    'no usage, few words': said({ [name]: 5 }, 'one two three four five six seven', { usage: undefined }),
  },
  fail: {
    'far over the limit': [spending({ [name]: 5 }, 212), TOKENS],
    'two tokens over the limit': [spending({ [name]: 5 }, 7), TOKENS],
    'far over the limit in a stream': [streamed({ [name]: 5 }, LONG, tokens(9, 250)), TOKENS],
    'too many tokens for n choices': [several(2, { [name]: 5, n: 2 }, 13), TOKENS],
    'no usage, far too many words': [said({ [name]: 5 }, LONG, { usage: undefined }), CONTENT],
    'no usage, too many logprobs entries': [
      said({ [name]: 5 }, 'Hello', { usage: undefined }, counting(9)),
      '/choices/0/logprobs/content',
    ],
  },
})

const THOUGHTS = { completion_tokens_details: { reasoning_tokens: 200 } }

const GREEDY = { temperature: 0 }
const CUT = said({ ...GREEDY, max_tokens: 3 }, 'One two three', { usage: tokens(9, 3) })
const WHOLE = said({ ...GREEDY, max_tokens: 9 }, 'One two three four five')

/** Two choices of a nearly greedy request, each with its text and finish_reason, and the tokens of both. */
const PAIR = { n: 2, temperature: 0.01 }
const both = (ask: Body, spent: number, ...ends: readonly (readonly [string, string])[]) =>
  completion(
    aCompletion({
      choices: ends.map(([content, finish_reason], index) => aChoice({ index, finish_reason, message: { content } })),
      usage: tokens(9, spent),
    }),
    { ask: { ...PAIR, ...ask } },
  )
const TEXT = 'alpha bravo charlie delta'
const PART = 'alpha bravo charlie'

const MARK = { ...GREEDY, stop: 'DEFGHI' }

const MAX_TOKENS = limiting('max_tokens', 'max_completion_tokens')
const MAX_COMPLETION_TOKENS = limiting('max_completion_tokens', 'max_tokens')

/** The answer to a request without a limit, and the one with a limit. */
const unlimited = (count: number, finish: string, text = LONG, ask: Body = {}) =>
  said(ask, text, { usage: tokens(9, count) }, { finish_reason: finish })
const limited = (count: number, text = LONG, ask: Body = {}) =>
  said({ max_completion_tokens: 600, ...ask }, text, { usage: tokens(9, count) })

/** A reply of a model that thinks. */
const thinkingWith = (ask: Record<string, unknown>, message: Record<string, unknown>, finish = 'stop') =>
  completion(aCompletion({ choices: [aChoice({ message, finish_reason: finish })] }), { ask })

export default {
  'params/no-default-limit': {
    pass: {
      'the same length': conversation(unlimited(400, 'stop'), limited(400)),
      'cut by the context, as with a limit': conversation(unlimited(128, 'length'), limited(128)),
      'a shorter answer': conversation(unlimited(128, 'stop', 'One. Two.'), limited(400)),
      'a shorter answer at temperature 0': conversation(
        unlimited(128, 'stop', 'Another text.', GREEDY),
        limited(400, LONG, GREEDY),
      ),
      'cut by its own limit': conversation(
        said({ max_tokens: 5 }, 'word0', {}, { finish_reason: 'length' }),
        limited(400),
      ),
      'no usage': conversation(said({}, 'word0', { usage: undefined }, { finish_reason: 'length' }), limited(400)),
    },
    fail: {
      'cut with finish_reason length': [
        conversation(unlimited(128, 'length'), limited(400)),
        '/replies/0/choices/0/finish_reason',
      ],
      'cut with finish_reason stop': [
        conversation(unlimited(100, 'stop', LONG.slice(0, 400), GREEDY), limited(400, LONG, GREEDY)),
        '/replies/0/choices/0/finish_reason',
      ],
    },
  },

  'params/max-tokens': {
    pass: {
      ...MAX_TOKENS.pass,
      'reasoning over the limit, which max_tokens does not cover': spending({ max_tokens: 20 }, 210, THOUGHTS),
    },
    fail: {
      ...MAX_TOKENS.fail,
      'the answer without its reasoning over the limit': [spending({ max_tokens: 5 }, 210, THOUGHTS), TOKENS],
    },
  },

  'params/max-completion-tokens': {
    pass: {
      ...MAX_COMPLETION_TOKENS.pass,
      'reasoning within the limit': spending({ max_completion_tokens: 300 }, 210, THOUGHTS),
    },
    fail: {
      ...MAX_COMPLETION_TOKENS.fail,
      'reasoning over the limit': [spending({ max_completion_tokens: 20 }, 210, THOUGHTS), TOKENS],
    },
  },

  'params/limit-off-by-one': {
    pass: {
      'as many tokens as allowed': spending({ max_tokens: 5 }, 5),
      'two tokens over the limit (another rule)': spending({ max_tokens: 5 }, 7),
      'no limit': spending({}, 6),
    },
    fail: {
      'one token over the limit': [spending({ max_tokens: 5 }, 6), TOKENS],
      'one token over the limit for each choice': [several(2, { max_completion_tokens: 5, n: 2 }, 12), TOKENS],
    },
  },

  'params/length-cut-reported': {
    pass: {
      'length at the limit': conversation(
        said({ ...GREEDY, max_tokens: 3 }, 'One two three', { usage: tokens(9, 3) }, { finish_reason: 'length' }),
        WHOLE,
      ),
      'stop below the limit': conversation(
        said({ ...GREEDY, max_tokens: 8 }, 'One two three', { usage: tokens(9, 3) }),
        said({ ...GREEDY, max_tokens: 9 }, 'One two three four five'),
      ),
      sampled: conversation(
        said({ max_tokens: 3 }, 'One two three', { usage: tokens(9, 3) }),
        said({ max_tokens: 9 }, 'One two three four five'),
      ),
      'another request': conversation(CUT, said({ ...GREEDY, ...user('Go on') }, 'One two three four five')),
      'the same answer under both limits': conversation(CUT, said({ ...GREEDY, max_tokens: 9 }, 'One two three')),
      'a choice that may have ended by itself': conversation(
        both({ max_tokens: 3 }, 5, [PART, 'length'], [PART, 'stop']),
        both({ max_tokens: 9 }, 8, [TEXT, 'stop'], [TEXT, 'stop']),
      ),
      'choices without a count': conversation(
        completion(
          aCompletion({
            choices: [0, 1].map((index) => aChoice({ index, message: { content: PART } })),
            usage: undefined,
          }),
          {
            ask: { ...PAIR, max_tokens: 3 },
          },
        ),
        both({ max_tokens: 9 }, 8, [TEXT, 'stop'], [TEXT, 'stop']),
      ),
      'a stop string may have ended it': conversation(
        said({ ...GREEDY, max_tokens: 3, stop: ' four' }, 'One two three', { usage: tokens(9, 3) }),
        WHOLE,
      ),
      'JSON that was cut (another rule)': conversation(
        said({ ...GREEDY, max_tokens: 3, response_format: { type: 'json_object' } }, '{"a": "b', {
          usage: tokens(9, 3),
        }),
        said({ ...GREEDY, max_tokens: 9, response_format: { type: 'json_object' } }, '{"a": "bc"}'),
      ),
      'a complete tool call at the limit': calling([PARIS], { max_tokens: 3 }),
      'an incomplete tool call with length': calling(
        [aCall('get_weather', '{"ci')],
        { max_tokens: 3 },
        { finish_reason: 'length' },
      ),
      'an incomplete tool call below the limit': calling([aCall('get_weather', '{"ci')], { max_tokens: 90 }),
    },
    fail: {
      'stop at the limit': [conversation(CUT, WHOLE), `/replies/0${REASON}`],
      'stop although a request without a limit continues, in a stream': [
        conversation(said(GREEDY, 'One two three four'), streamed({ ...GREEDY, max_completion_tokens: 2 }, 'One two')),
        `/replies/1${REASON}`,
      ],
      'stop for the second of two choices, which both used all tokens': [
        conversation(
          both({ max_tokens: 3 }, 6, [PART, 'length'], [PART, 'stop']),
          both({ max_tokens: 9 }, 8, [TEXT, 'stop'], [TEXT, 'stop']),
        ),
        '/replies/0/choices/1/finish_reason',
      ],
      'stop although a request with a stop string continues': [
        conversation(CUT, said({ ...GREEDY, max_tokens: 9, stop: ' six' }, 'One two three four five')),
        `/replies/0${REASON}`,
      ],
      'an incomplete tool call in the second of two choices': [
        completion(
          aCompletion({
            choices: [
              aChoice({ finish_reason: 'length' }),
              aChoice({
                index: 1,
                finish_reason: 'tool_calls',
                message: { content: null, tool_calls: [aCall('get_weather', '{"city":"Pa')] },
              }),
            ],
            usage: tokens(9, 6),
          }),
          { ask: { n: 2, max_tokens: 3, tools: [{ type: 'function', function: { name: 'get_weather' } }] } },
        ),
        '/choices/1/finish_reason',
      ],
      'an incomplete tool call without length': [
        calling([aCall('get_weather', '{"city":"Pa')], { max_tokens: 3 }),
        REASON,
      ],
    },
  },

  'params/stop-not-in-reasoning': {
    pass: {
      'reasoning and an answer': thinkingWith(
        { stop: 'sum' },
        { content: '36', reasoning_content: 'They want a sum.' },
      ),
      'no stop sequence (another rule)': thinkingWith({}, { content: '', reasoning_content: 'They want a ' }),
      'an empty answer without reasoning': thinkingWith({ stop: 'sum' }, { content: '' }),
      'cut by the token limit': thinkingWith({ stop: 'sum' }, { content: '', reasoning_content: 'They' }, 'length'),
      'a tool call': thinkingWith(
        { stop: 'sum' },
        { content: null, reasoning_content: 'They want it.', tool_calls: [aCall('f', '{}')] },
        'tool_calls',
      ),
    },
    fail: {
      'a reply that ends in its reasoning': [
        thinkingWith({ stop: ['sum'] }, { content: '', reasoning_content: 'They want a ' }),
        '/choices/0/message/content',
      ],
    },
  },

  'params/stop-sequences': {
    pass: {
      'only in a copy of the reasoning (another rule)': thinkingWith(
        { stop: 'sum' },
        { content: 'They want to know the sum of it. 36', reasoning_content: 'They want to know the sum of it.' },
      ),
      'only in reasoning between brackets (another rule)': thinkingWith(
        { stop: 'sum' },
        { content: '[THINK]a sum[/THINK]36' },
      ),
      'the stop string does not appear': said({ stop: ['7'] }, '1, 2, 3, 4, 5, 6, '),
      'no stop in the request': said({ stop: null }, '7'),
      'an empty stop string': said({ stop: '' }, '7'),
      'the request asks to keep the stop string': said({ stop: '7', include_stop_str_in_output: true }, '6, 7'),
      'the stop string inside reasoning': said({ stop: '7' }, '<think>7</think>1, 2'),
      'stopped at the stop string': conversation(
        said({ ...GREEDY, stop: ' four' }, 'One two three'),
        said(GREEDY, 'One two three four'),
      ),
      'sampled choices': conversation(
        both({ stop: ' delta', temperature: 1 }, 6, [PART, 'stop'], [PART, 'length']),
        both({ temperature: 1 }, 8, [TEXT, 'stop'], [TEXT, 'stop']),
      ),
      'length before the stop string': conversation(
        said({ ...GREEDY, stop: 'zzz' }, 'One two', {}, { finish_reason: 'length' }),
        said(GREEDY, 'One two three'),
      ),
    },
    fail: {
      'the stop string in content': [said({ stop: ['x', '7'] }, '5, 6, 7'), CONTENT],
      'stop ignored': [streamed({ stop: '7' }, '6, 7, 8'), CONTENT],
      'another finish_reason for the second choice': [
        conversation(
          both({ stop: ' delta' }, 6, [PART, 'stop'], [PART, 'length']),
          both({}, 8, [TEXT, 'stop'], [TEXT, 'stop']),
        ),
        '/replies/0/choices/1/finish_reason',
      ],
      'another finish_reason at the stop string': [
        conversation(
          said({ ...GREEDY, stop: ' four' }, 'One two three', {}, { finish_reason: 'length' }),
          said(GREEDY, 'One two three four'),
        ),
        `/replies/0${REASON}`,
      ],
    },
  },

  'params/stop-prefix-held-back': {
    pass: {
      'the same text with and without stream': conversation(said(MARK, 'ABC '), streamed(MARK, 'ABC ')),
      'another text': conversation(said(MARK, 'ABC '), streamed(MARK, 'ABC or')),
      'sampled, short text': conversation(said({ stop: 'DEF' }, 'A'), streamed({ stop: 'DEF' }, 'AD')),
      'trailing space only': conversation(
        said({ ...GREEDY, stop: ' X' }, 'ABC'),
        streamed({ ...GREEDY, stop: ' X' }, 'ABC '),
      ),
    },
    fail: {
      'the beginning of the stop string left in a stream': [
        conversation(said(MARK, 'ABC '), streamed(MARK, 'ABC DEFG')),
        `/replies/1${CONTENT}`,
      ],
      'the beginning of the stop string left in the second choice': [
        conversation(
          both({ stop: 'DEF' }, 8, [PART, 'stop'], [PART, 'stop']),
          stream(
            [
              aChunk({ role: 'assistant', content: PART }, { index: 0 }),
              aChunk({ role: 'assistant', content: `${PART}DE` }, { index: 1 }),
            ],
            { ask: { ...PAIR, stop: 'DEF' } },
          ),
        ),
        '/replies/1/choices/1/message/content',
      ],
      'the beginning of the stop string left, the stream first': [
        conversation(streamed(MARK, 'ABC D'), said(MARK, 'ABC ')),
        `/replies/0${CONTENT}`,
      ],
    },
  },

  'params/stop-both-forms': {
    pass: {
      'string and array accepted': conversation(said({ stop: 'END' }), said({ stop: ['END'] })),
      'five stop strings refused': conversation(said({ stop: 'END' }), refused({ stop: ['a', 'b', 'c', 'd', 'e'] })),
    },
    fail: {
      'the string refused': [conversation(refused({ stop: 'END' }, 422), said({ stop: ['END'] })), '/replies/0/status'],
      'the array refused': [conversation(said({ stop: 'END' }), refused({ stop: ['END'] })), '/replies/1/status'],
    },
  },
} satisfies Tables
