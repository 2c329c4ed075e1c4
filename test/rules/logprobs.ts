import type { Tables } from '../support/rule.ts'
import { aCall, aChoice, aChunk, aCompletion, completion, conversation, stream } from '../support/seen.ts'
import { refused, said } from '../support/talks.ts'

type Body = Record<string, unknown>

const bytes = (text: string) => [...Buffer.from(text)]
const candidate = (token: string, logprob = -0.1, patch: Body = {}) => ({
  token,
  logprob,
  bytes: bytes(token),
  ...patch,
})
const entry = (token: string, patch: Body = {}) => ({ ...candidate(token), top_logprobs: [], ...patch })
const holding = (...content: unknown[]) => ({ content, refusal: null })
const HELLO = holding(entry('Hello'), entry(' there'))

/** A reply with these log probabilities; the request asks for them. */
const scored = (logprobs: unknown, ask: Body = {}, message: Body = {}, patch: Body = {}) =>
  completion(aCompletion({ choices: [aChoice({ logprobs, message })], ...patch }), { ask: { logprobs: true, ...ask } })
/** The same as a stream: one chunk for each pair of text and log probabilities. */
const streaming = (pairs: readonly (readonly [string, unknown])[], ask: Body = {}) =>
  stream(
    [
      aChunk({ role: 'assistant', content: '' }),
      ...pairs.map(([content, logprobs]) => aChunk({ content }, { logprobs })),
      aChunk({}, { finish_reason: 'stop' }),
    ],
    { ask: { logprobs: true, ...ask } },
  )
const STREAMED = streaming([
  ['Hello', holding(entry('Hello'))],
  [' there', holding(entry(' there'))],
])

const AT = '/choices/0/logprobs'
const OLD = { tokens: ['Hello'], token_logprobs: [-0.1], top_logprobs: [{ Hello: -0.1 }], text_offset: [0] }

const ROCKET = bytes('🚀')

const TWO = [candidate('Hello', -0.1), candidate('Hi', -3)]
const listing = (top: unknown, ask: Body = { top_logprobs: 2 }, patch: Body = {}) =>
  scored(holding(entry('Hello', { top_logprobs: top, ...patch }), entry(' there')), ask)
const TOP = `${AT}/content/0/top_logprobs`

const THOUGHT = 'The user says hello, so I do.'
const TOKENS = ['The user', ' says hello', ', so', ' I do.'].map((token) => entry(token))

export default {
  'logprobs/present': {
    pass: {
      'log probabilities present': scored(HELLO),
      'log probabilities in a stream': STREAMED,
      'logprobs not requested': said({}),
      'an answer without text': scored(null, {}, { content: null, tool_calls: [] }),
      'the legacy layout (another rule)': scored(OLD),
      'the legacy layout in a stream (another rule)': streaming([['Hello', OLD]]),
    },
    fail: {
      'logprobs null': [scored(null), AT],
      'no content': [scored({ content: null, refusal: null }), `${AT}/content`],
      'an empty content array': [scored(holding()), `${AT}/content`],
      'logprobs null in a stream': [streaming([['Hello', null]]), AT],
    },
  },

  'logprobs/absent-unless-asked': {
    pass: {
      'logprobs requested': scored(HELLO),
      'no log probabilities': said({}),
      'an empty array': scored(holding(), { logprobs: false }),
    },
    fail: {
      'log probabilities although logprobs is false': [scored(HELLO, { logprobs: false }), AT],
      'log probabilities although logprobs is absent': [scored(HELLO, { logprobs: undefined }), AT],
    },
  },

  'logprobs/container-keys': {
    pass: {
      'both fields': scored(HELLO),
      'content null': scored({ content: null, refusal: null }),
      'both fields in a stream': STREAMED,
    },
    fail: {
      'no refusal field': [scored({ content: [] }), `${AT}/refusal`],
      'the legacy layout': [scored(OLD), `${AT}/content`, `${AT}/refusal`],
      'content is a string': [scored({ content: 'Hello', refusal: null }), `${AT}/content`],
      'both fields in a stream': [streaming([['Hello', { content: [] }]]), '/chunks/1/choices/0/logprobs/refusal'],
    },
  },

  'logprobs/entry-shape': {
    pass: {
      'a complete entry': scored(HELLO),
      'bytes null, extra fields': scored(holding(entry('Hello there', { bytes: null, id: 5 }))),
      'with candidates': scored(holding(entry('Hello', { top_logprobs: [candidate('Hello')] }))),
    },
    fail: {
      'logprob is a string': [scored(holding(entry('Hello', { logprob: '-0.1' }))), `${AT}/content/0/logprob`],
      'no bytes': [scored(holding(entry('Hello', { bytes: undefined }))), `${AT}/content/0/bytes`],
      'a byte too large': [scored(holding(entry('Hello', { bytes: [256] }))), `${AT}/content/0/bytes/0`],
      'no top_logprobs': [scored(holding(entry('Hello', { top_logprobs: null }))), `${AT}/content/0/top_logprobs`],
      'a candidate without a token': [
        scored(holding(entry('Hello', { top_logprobs: [{ logprob: -1, bytes: null }] }))),
        `${AT}/content/0/top_logprobs/0/token`,
      ],
    },
  },

  'logprobs/values-valid': {
    pass: {
      'a negative value': scored(HELLO),
      '0': scored(holding(entry('Hello', { logprob: 0 }))),
      'slightly above 0 by rounding': scored(holding(entry('Hello', { logprob: 1e-6 }))),
      'the value -9999 for a very unlikely token': scored(holding(entry('Hello', { logprob: -9999 }))),
      'not a number (another rule)': scored(holding(entry('Hello', { logprob: '1' }))),
    },
    fail: {
      'a probability in place of its logarithm': [
        scored(holding(entry('Hello', { logprob: 0.93 }))),
        `${AT}/content/0/logprob`,
      ],
      'the lowest float': [scored(holding(entry('Hello', { logprob: -3.4e38 }))), `${AT}/content/0/logprob`],
      'a positive value in a candidate': [
        scored(holding(entry('Hello', { top_logprobs: [candidate('Hello'), candidate('Hi', 2)] }))),
        `${AT}/content/0/top_logprobs/1/logprob`,
      ],
    },
  },

  'logprobs/bytes-match-token': {
    pass: {
      'bytes equal the token': scored(HELLO),
      'bytes null': scored(holding(entry('Hello', { bytes: null }))),
      'the bytes of half a character': scored(holding(entry('\\xe2\\x80', { bytes: [0xe2, 0x80] }))),
      'a special token': scored(holding(entry('<|im_end|>', { bytes: [] }))),
      'a token that begins with a byte order mark': scored(holding(entry('\ufeff'))),
    },
    fail: {
      'a raw vocabulary token': [scored(holding(entry('Ġhello', { bytes: bytes(' hello') }))), `${AT}/content/0/bytes`],
      'an empty bytes array': [scored(holding(entry('Hello', { bytes: [] }))), `${AT}/content/0/bytes`],
      'other bytes in a candidate': [
        scored(holding(entry('a', { top_logprobs: [candidate('▁a', -1, { bytes: bytes(' a') })] }))),
        `${AT}/content/0/top_logprobs/0/bytes`,
      ],
    },
  },

  'logprobs/concatenates-to-content': {
    pass: {
      'the tokens add up to content': scored(HELLO),
      'a leading space in the tokens': scored(holding(entry(' Hello'), entry(' there'))),
      'the end-of-turn token included': scored(holding(entry('Hello'), entry(' there'), entry('<|im_end|>'))),
      'the stop string removed from content': scored(holding(entry('Hello'), entry(' there'), entry(' END')), {
        stop: 'END',
      }),
      'characters split over tokens': scored(
        holding(entry('\\xf0\\x9f', { bytes: ROCKET.slice(0, 2) }), entry('\\x9a\\x80', { bytes: ROCKET.slice(2) })),
        {},
        { content: '🚀' },
      ),
      'half a character at max_tokens': scored(
        holding(entry('Hi'), entry('\\xf0', { bytes: [0xf0] })),
        {},
        { content: 'Hi' },
      ),
      'content after reasoning': scored(holding(entry('Hmm'), entry('Hello')), {}, { reasoning_content: 'Hmm' }),
      'reasoning tokens counted': scored(
        holding(entry('Hmm')),
        {},
        {},
        {
          usage: { completion_tokens_details: { reasoning_tokens: 3 } },
        },
      ),
      'replacement characters': scored(holding(entry('a')), {}, { content: '\ufffd' }),
      'bytes null for part of a character': scored(holding(entry('\\xf0', { bytes: null }))),
      'logprobs not requested': said({}),
    },
    fail: {
      'only the first token': [scored(holding(entry('Hello'))), `${AT}/content`],
      'spaces missing': [scored(holding(entry('Hello'), entry('there'))), `${AT}/content`],
      'raw vocabulary tokens': [scored(holding(entry('Hello'), entry('Ġthere'))), `${AT}/content`],
    },
  },

  'logprobs/no-reasoning': {
    pass: {
      'the tokens of the content': scored(HELLO, {}, { reasoning_content: THOUGHT }),
      'no reasoning': scored(HELLO),
      'markup before the content': scored(
        holding(entry('<|channel|>'), entry('final'), entry('<|message|>'), entry('Hello'), entry(' there')),
        {},
        { reasoning: THOUGHT },
      ),
      'reasoning in secret': scored(HELLO, {}, {}, { usage: { completion_tokens_details: { reasoning_tokens: 3 } } }),
      'a tool call': scored(
        holding(...TOKENS, entry('{}')),
        {},
        { content: null, reasoning_content: THOUGHT, tool_calls: [aCall('f', '{}')] },
      ),
    },
    fail: {
      'the tokens of the reasoning before those of the content': [
        scored(holding(...TOKENS, entry('Hello'), entry(' there')), {}, { reasoning_content: THOUGHT }),
        '/choices/0/logprobs/content',
      ],
      'the tokens of reasoning that is not sent': [
        scored(
          holding(...TOKENS, entry('Hello'), entry(' there')),
          {},
          {},
          { usage: { completion_tokens_details: { reasoning_tokens: 4 } } },
        ),
        '/choices/0/logprobs/content',
      ],
      'cut in the reasoning': [
        scored(holding(...TOKENS), {}, { content: '', reasoning: THOUGHT }),
        '/choices/0/logprobs/content',
      ],
    },
  },

  'logprobs/stream-consistent': {
    pass: {
      'each chunk with its own entries': STREAMED,
      'all entries in the first chunk': streaming([
        ['Hello', HELLO],
        [' there', null],
      ]),
      'an incomplete stream': stream([aChunk({ content: 'Hello' }, { logprobs: HELLO })], {
        ended: 'cut',
        done: false,
      }),
    },
    fail: {
      'no entries for the second chunk': [
        streaming([
          ['Hello', holding(entry('Hello'))],
          [' there', null],
        ]),
        `${AT}/content`,
      ],
      'every entry twice': [
        streaming([
          ['Hello', holding(entry('Hello'))],
          [' there', HELLO],
        ]),
        `${AT}/content`,
      ],
    },
  },

  'logprobs/top-length': {
    pass: {
      'as many candidates as requested': listing(TWO),
      'fewer candidates than requested': listing(TWO, { top_logprobs: 5 }),
      'top_logprobs not requested': listing([], { top_logprobs: 0 }),
      'top_logprobs absent (another rule)': listing(TWO, {}),
    },
    fail: {
      'one candidate too many': [listing(TWO, { top_logprobs: 1 }), TOP],
      'candidates although top_logprobs is 0': [listing(TWO, { top_logprobs: 0 }), TOP],
    },
  },

  'logprobs/top-present': {
    pass: {
      'candidates in one of two entries': scored(
        holding(entry('Hello'), entry(' there', { top_logprobs: [candidate(' there')] })),
        { top_logprobs: 3 },
      ),
      'top_logprobs 0': scored(HELLO, { top_logprobs: 0 }),
      'top_logprobs absent': scored(HELLO),
      'one entry': scored(holding(entry('Hello')), { top_logprobs: 3 }),
      'no list (another rule)': scored(
        holding(entry('a', { top_logprobs: null }), entry('b', { top_logprobs: null })),
        { top_logprobs: 3 },
      ),
    },
    fail: {
      'empty lists everywhere': [scored(HELLO, { top_logprobs: 3 }), `${AT}/content/0/top_logprobs`],
      'empty lists everywhere in a stream': [
        streaming(
          [
            ['Hello', holding(entry('Hello'))],
            [' there', holding(entry(' there'))],
          ],
          { top_logprobs: 1 },
        ),
        `${AT}/content/0/top_logprobs`,
      ],
    },
  },

  'logprobs/top-only-when-asked': {
    pass: {
      'top_logprobs requested': listing(TWO),
      'no candidates': listing([], {}),
      'top_logprobs 0 (another rule)': listing(TWO, { top_logprobs: 0 }),
    },
    fail: {
      'candidates although top_logprobs is absent': [listing(TWO, {}), TOP],
      'candidates although top_logprobs is null': [listing(TWO, { top_logprobs: null }), TOP],
    },
  },

  'logprobs/top-sorted-unique': {
    pass: {
      'descending log probabilities': listing(TWO),
      'equal log probabilities': listing([candidate('a', -1), candidate('b', -1)]),
      'tokens that look alike with different log probabilities': listing([candidate('a', -1), candidate('a', -2)]),
      'broken characters': listing([candidate('\ufffd', -1), candidate('\ufffd', -1)]),
      'very unlikely candidates at the end': listing([
        candidate('a', -1),
        candidate('b', -9999),
        candidate('c', -9999),
      ]),
      'above 0 (another rule)': listing([candidate('a', 0.5), candidate('b', 0.9)]),
      'a very long array': listing(Array.from({ length: 5000 }, (_, i) => candidate(`t${i}`, -20 - i))),
    },
    fail: {
      'ascending log probabilities': [listing([candidate('b', -3), candidate('a', -0.1)]), `${TOP}/1`],
      'the same candidate twice': [listing([candidate('a', -1), candidate('a', -1)]), `${TOP}/1`],
      'probabilities that add up to more than 1': [listing([candidate('a', -0.1), candidate('b', -0.2)]), TOP],
    },
  },

  'logprobs/chosen-consistent': {
    pass: {
      'equal log probabilities': listing(TWO),
      'the chosen token is not a candidate': listing([candidate('Hi', -0.2)], { top_logprobs: 1 }),
      'not the first candidate when sampling': listing(
        [candidate('Hi', -0.05), candidate('Hello', -4)],
        {},
        { logprob: -4 },
      ),
      'nearly as likely as the first candidate': listing(
        [candidate('Hi', -0.69), candidate('Hello', -0.7)],
        { temperature: 0 },
        { logprob: -0.7 },
      ),
      'constrained by a grammar': listing(
        [candidate('Hi', -0.05), candidate('Hello', -4)],
        {
          temperature: 0,
          response_format: { type: 'json_object' },
        },
        { logprob: -4 },
      ),
      'very unlikely': listing([candidate('Hello', -5)], {}, { logprob: -9999 }),
      'another spelling of the same token': listing(
        [candidate('ĠHello', -0.2), candidate('Hey', -4)],
        { temperature: 0 },
        { logprob: -0.2 },
      ),
      'the likelier candidate would repeat a word (servers may penalise that)': listing(
        [candidate('Hell', -0.2)],
        { temperature: 0 },
        { logprob: -4 },
      ),
      'slightly less likely than the only candidate': listing(
        [candidate('Hi', -0.2)],
        { temperature: 0 },
        { logprob: -0.24 },
      ),
    },
    fail: {
      'two different log probabilities': [listing([candidate('Hello', -1.7)]), `${AT}/content/0/logprob`],
      'candidates of another token position': [
        listing([candidate('Hi', -0.2), candidate('Hey', -4)], { temperature: 0 }),
        `${AT}/content/0/logprob`,
      ],
      'a more likely candidate not chosen at temperature 0': [
        listing([candidate('Hi', -0.05), candidate('Hello', -4)], { temperature: 0 }, { logprob: -4 }),
        `${AT}/content/0/logprob`,
      ],
    },
  },

  'logprobs/top-optional': {
    pass: {
      'both accepted': conversation(scored(HELLO), scored(HELLO, { top_logprobs: 2 })),
      'both refused': conversation(refused({ logprobs: true }), refused({ logprobs: true, top_logprobs: 2 })),
      'refused with top_logprobs': conversation(scored(HELLO), refused({ logprobs: true, top_logprobs: 2 })),
    },
    fail: {
      'refused without top_logprobs': [
        conversation(refused({ logprobs: true }), scored(HELLO, { top_logprobs: 2 })),
        '/replies/0/status',
      ],
      'refused with top_logprobs null': [
        conversation(scored(HELLO, { top_logprobs: 2 }), refused({ logprobs: true, top_logprobs: null }, 500)),
        '/replies/1/status',
      ],
    },
  },
} satisfies Tables
