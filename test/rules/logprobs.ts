import type { Tables } from '../support/rule.ts'
import { aChoice, aChunk, aCompletion, completion, conversation, stream } from '../support/seen.ts'
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

export default {
  'logprobs/present': {
    pass: {
      there: scored(HELLO),
      streamed: STREAMED,
      'not asked for': said({}),
      'no text': scored(null, {}, { content: null, tool_calls: [] }),
      'the older layout, which is another rule': scored(OLD),
      'streamed in the older layout': streaming([['Hello', OLD]]),
    },
    fail: {
      null: [scored(null), AT],
      'no content': [scored({ content: null, refusal: null }), `${AT}/content`],
      'an empty list': [scored(holding()), `${AT}/content`],
      'streamed null': [streaming([['Hello', null]]), AT],
    },
  },

  'logprobs/absent-unless-asked': {
    pass: {
      'asked for': scored(HELLO),
      'not there': said({}),
      'an empty list': scored(holding(), { logprobs: false }),
    },
    fail: {
      false: [scored(HELLO, { logprobs: false }), AT],
      absent: [scored(HELLO, { logprobs: undefined }), AT],
    },
  },

  'logprobs/container-keys': {
    pass: { both: scored(HELLO), 'content null': scored({ content: null, refusal: null }), streamed: STREAMED },
    fail: {
      'no refusal': [scored({ content: [] }), `${AT}/refusal`],
      'the older layout': [scored(OLD), `${AT}/content`, `${AT}/refusal`],
      'content as text': [scored({ content: 'Hello', refusal: null }), `${AT}/content`],
      streamed: [streaming([['Hello', { content: [] }]]), '/chunks/1/choices/0/logprobs/refusal'],
    },
  },

  'logprobs/entry-shape': {
    pass: {
      whole: scored(HELLO),
      'bytes null, extra members': scored(holding(entry('Hello there', { bytes: null, id: 5 }))),
      'with candidates': scored(holding(entry('Hello', { top_logprobs: [candidate('Hello')] }))),
    },
    fail: {
      'a number as text': [scored(holding(entry('Hello', { logprob: '-0.1' }))), `${AT}/content/0/logprob`],
      'no bytes': [scored(holding(entry('Hello', { bytes: undefined }))), `${AT}/content/0/bytes`],
      'a byte too large': [scored(holding(entry('Hello', { bytes: [256] }))), `${AT}/content/0/bytes/0`],
      'no candidates': [scored(holding(entry('Hello', { top_logprobs: null }))), `${AT}/content/0/top_logprobs`],
      'a candidate without token': [
        scored(holding(entry('Hello', { top_logprobs: [{ logprob: -1, bytes: null }] }))),
        `${AT}/content/0/top_logprobs/0/token`,
      ],
    },
  },

  'logprobs/values-valid': {
    pass: {
      'below zero': scored(HELLO),
      zero: scored(holding(entry('Hello', { logprob: 0 }))),
      'a little above': scored(holding(entry('Hello', { logprob: 1e-6 }))),
      'very unlikely': scored(holding(entry('Hello', { logprob: -9999 }))),
      'no number, which is another rule': scored(holding(entry('Hello', { logprob: '1' }))),
    },
    fail: {
      'a probability': [scored(holding(entry('Hello', { logprob: 0.93 }))), `${AT}/content/0/logprob`],
      'the lowest float': [scored(holding(entry('Hello', { logprob: -3.4e38 }))), `${AT}/content/0/logprob`],
      'in a candidate': [
        scored(holding(entry('Hello', { top_logprobs: [candidate('Hello'), candidate('Hi', 2)] }))),
        `${AT}/content/0/top_logprobs/1/logprob`,
      ],
    },
  },

  'logprobs/bytes-match-token': {
    pass: {
      equal: scored(HELLO),
      'bytes null': scored(holding(entry('Hello', { bytes: null }))),
      'half a character': scored(holding(entry('\\xe2\\x80', { bytes: [0xe2, 0x80] }))),
      'a special token': scored(holding(entry('<|im_end|>', { bytes: [] }))),
      'the bytes of a mark': scored(holding(entry('\ufeff'))),
    },
    fail: {
      'a raw piece': [scored(holding(entry('Ġhello', { bytes: bytes(' hello') }))), `${AT}/content/0/bytes`],
      'no bytes at all': [scored(holding(entry('Hello', { bytes: [] }))), `${AT}/content/0/bytes`],
      'in a candidate': [
        scored(holding(entry('a', { top_logprobs: [candidate('▁a', -1, { bytes: bytes(' a') })] }))),
        `${AT}/content/0/top_logprobs/0/bytes`,
      ],
    },
  },

  'logprobs/concatenates-to-content': {
    pass: {
      equal: scored(HELLO),
      'a space at the start': scored(holding(entry(' Hello'), entry(' there'))),
      'the token that ends the turn': scored(holding(entry('Hello'), entry(' there'), entry('<|im_end|>'))),
      'a stop string that was taken away': scored(holding(entry('Hello'), entry(' there'), entry(' END')), {
        stop: 'END',
      }),
      'characters in pieces': scored(
        holding(entry('\\xf0\\x9f', { bytes: ROCKET.slice(0, 2) }), entry('\\x9a\\x80', { bytes: ROCKET.slice(2) })),
        {},
        { content: '🚀' },
      ),
      'half a character at the limit': scored(
        holding(entry('Hi'), entry('\\xf0', { bytes: [0xf0] })),
        {},
        { content: 'Hi' },
      ),
      'with thoughts': scored(holding(entry('Hmm'), entry('Hello')), {}, { reasoning_content: 'Hmm' }),
      'with reasoning tokens': scored(
        holding(entry('Hmm')),
        {},
        {},
        {
          usage: { completion_tokens_details: { reasoning_tokens: 3 } },
        },
      ),
      'broken characters': scored(holding(entry('a')), {}, { content: '\ufffd' }),
      'bytes that nobody knows': scored(holding(entry('\\xf0', { bytes: null }))),
      'none asked for': said({}),
    },
    fail: {
      'the first only': [scored(holding(entry('Hello'))), `${AT}/content`],
      'spaces lost': [scored(holding(entry('Hello'), entry('there'))), `${AT}/content`],
      'raw pieces': [scored(holding(entry('Hello'), entry('Ġthere'))), `${AT}/content`],
    },
  },

  'logprobs/stream-consistent': {
    pass: {
      'chunk by chunk': STREAMED,
      'all with the first': streaming([
        ['Hello', HELLO],
        [' there', null],
      ]),
      'cut off': stream([aChunk({ content: 'Hello' }, { logprobs: HELLO })], { ended: 'cut', done: false }),
    },
    fail: {
      'the second missing': [
        streaming([
          ['Hello', holding(entry('Hello'))],
          [' there', null],
        ]),
        `${AT}/content`,
      ],
      twice: [
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
      'as many': listing(TWO),
      fewer: listing(TWO, { top_logprobs: 5 }),
      'none asked for': listing([], { top_logprobs: 0 }),
      'not said, which is another rule': listing(TWO, {}),
    },
    fail: {
      'one too many': [listing(TWO, { top_logprobs: 1 }), TOP],
      'some for 0': [listing(TWO, { top_logprobs: 0 }), TOP],
    },
  },

  'logprobs/top-only-when-asked': {
    pass: {
      'asked for': listing(TWO),
      none: listing([], {}),
      '0, which is another rule': listing(TWO, { top_logprobs: 0 }),
    },
    fail: { absent: [listing(TWO, {}), TOP], null: [listing(TWO, { top_logprobs: null }), TOP] },
  },

  'logprobs/top-sorted-unique': {
    pass: {
      falling: listing(TWO),
      equal: listing([candidate('a', -1), candidate('b', -1)]),
      'looking alike, with different numbers': listing([candidate('a', -1), candidate('a', -2)]),
      'broken characters': listing([candidate('\ufffd', -1), candidate('\ufffd', -1)]),
      'very unlikely at the end': listing([candidate('a', -1), candidate('b', -9999), candidate('c', -9999)]),
      'above zero, which is another rule': listing([candidate('a', 0.5), candidate('b', 0.9)]),
      'a very long list': listing(Array.from({ length: 5000 }, (_, i) => candidate(`t${i}`, -20 - i))),
    },
    fail: {
      rising: [listing([candidate('b', -3), candidate('a', -0.1)]), `${TOP}/1`],
      twice: [listing([candidate('a', -1), candidate('a', -1)]), `${TOP}/1`],
      'more than one in sum': [listing([candidate('a', -0.1), candidate('b', -0.2)]), TOP],
    },
  },

  'logprobs/chosen-consistent': {
    pass: {
      equal: listing(TWO),
      'not among them': listing([candidate('Hi', -0.2)], { top_logprobs: 1 }),
      'not the first, under sampling': listing([candidate('Hi', -0.05), candidate('Hello', -4)], {}, { logprob: -4 }),
      'nearly as likely': listing(
        [candidate('Hi', -0.69), candidate('Hello', -0.7)],
        { temperature: 0 },
        { logprob: -0.7 },
      ),
      'under a grammar': listing(
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
      'a repeated word that was held back': listing([candidate('Hell', -0.2)], { temperature: 0 }, { logprob: -4 }),
      'less likely than all of them': listing([candidate('Hi', -0.2)], { temperature: 0 }, { logprob: -0.24 }),
    },
    fail: {
      'two numbers': [listing([candidate('Hello', -1.7)]), `${AT}/content/0/logprob`],
      'candidates of another step': [
        listing([candidate('Hi', -0.2), candidate('Hey', -4)], { temperature: 0 }),
        `${AT}/content/0/logprob`,
      ],
      'passed over at temperature 0': [
        listing([candidate('Hi', -0.05), candidate('Hello', -4)], { temperature: 0 }, { logprob: -4 }),
        `${AT}/content/0/logprob`,
      ],
    },
  },

  'logprobs/top-optional': {
    pass: {
      'both accepted': conversation(scored(HELLO), scored(HELLO, { top_logprobs: 2 })),
      'both refused': conversation(refused({ logprobs: true }), refused({ logprobs: true, top_logprobs: 2 })),
      'candidates refused': conversation(scored(HELLO), refused({ logprobs: true, top_logprobs: 2 })),
    },
    fail: {
      'refused without': [
        conversation(refused({ logprobs: true }), scored(HELLO, { top_logprobs: 2 })),
        '/replies/0/status',
      ],
      'refused with null': [
        conversation(scored(HELLO, { top_logprobs: 2 }), refused({ logprobs: true, top_logprobs: null }, 500)),
        '/replies/1/status',
      ],
    },
  },
} satisfies Tables
