import type { Tables } from '../../support/rule.ts'
import { aChunk, aUsageChunk, stream } from '../../support/seen.ts'
import { DONE, FILTER, HI, LATE_FILTER, of, ROLE, STOP, text, WHOLE, WITH_USAGE } from '../../support/streams.ts'

type Body = Record<string, unknown>

const ERROR = { error: { message: 'Boom', type: 'server_error', param: null, code: null } }

const TWO = { ask: { n: 2 } }
const BOTH = [
  of(0, { role: 'assistant' }),
  of(1, { role: 'assistant' }),
  of(1, { content: 'B' }),
  of(0, { content: 'A' }),
]
const BOTH_STOP = [of(0, {}, { finish_reason: 'stop' }), of(1, {}, { finish_reason: 'stop' })]

export default {
  'stream/same-id': {
    pass: {
      'the same id in every chunk': stream(),
      'content filter chunks without an id': stream([FILTER, ROLE, HI, LATE_FILTER, STOP]),
      'an id that is not a string (the schema reports it)': stream([ROLE, { ...HI, id: 7 }, STOP]),
      'an event of another kind': stream([ROLE, { object: 'ping' }, STOP]),
    },
    fail: {
      'a new id in every chunk': [
        stream([ROLE, { ...HI, id: 'chatcmpl-B' }, { ...STOP, id: 'chatcmpl-C' }]),
        '/chunks/1/id',
        '/chunks/2/id',
      ],
      'another id in the usage chunk': [stream([...WHOLE, { ...aUsageChunk(), id: 'x' }], WITH_USAGE), '/chunks/3/id'],
      'a blank first chunk without content filter results': [
        stream([{ ...FILTER, prompt_filter_results: undefined }, ...WHOLE]),
        '/chunks/0/id',
      ],
    },
  },

  'stream/same-created': {
    pass: {
      'the same time in every chunk': stream(),
      'a content filter chunk': stream([FILTER, ...WHOLE]),
      'no time (the schema reports it)': stream([ROLE, { ...HI, created: undefined }, { ...STOP, created: '1' }]),
    },
    fail: {
      'a time that changes': [stream([ROLE, HI, { ...STOP, created: 1_767_225_603 }]), '/chunks/2/created'],
      '0 in some chunks': [stream([ROLE, { ...HI, created: 0 }, STOP]), '/chunks/1/created'],
    },
  },

  'stream/same-model': {
    pass: {
      'the same model in every chunk': stream(),
      'a content filter chunk': stream([FILTER, ...WHOLE]),
      'system_fingerprint in some chunks only': stream([
        ROLE,
        { ...HI, system_fingerprint: 'fp_1' },
        { ...STOP, system_fingerprint: null },
      ]),
    },
    fail: {
      'two models': [stream([ROLE, { ...HI, model: 'm-2' }, STOP]), '/chunks/1/model'],
      'two values of system_fingerprint': [
        stream([
          { ...ROLE, system_fingerprint: 'a' },
          { ...HI, system_fingerprint: 'a' },
          { ...STOP, system_fingerprint: 'b' },
        ]),
        '/chunks/2/system_fingerprint',
      ],
    },
  },

  'stream/role-first': {
    pass: {
      'role with empty content': stream(WHOLE),
      'role with the first text': stream([aChunk({ role: 'assistant', content: 'Hi' }), STOP]),
      'role after an empty delta': stream([aChunk({}), aChunk({ content: '' }), ...WHOLE]),
      'role in each of two choices': stream([...BOTH, ...BOTH_STOP], TWO),
      'role after a content filter chunk': stream([FILTER, LATE_FILTER, ...WHOLE]),
      'role is an empty string (the schema reports it)': stream([aChunk({ role: '', content: 'Hi' }), STOP]),
      'role null': stream([aChunk({ role: null, content: 'Hi' }), STOP]),
      'the first chunk is unreadable': stream(`data: {"choices"\n\n${text(HI, STOP)}${DONE}`),
      'an unexpected second choice (another rule)': stream([...WHOLE, of(1, { content: 'B' })]),
    },
    fail: {
      'no role in any delta': [stream([HI, STOP]), '/chunks/0/choices/0/delta/role'],
      'role after the first text': [stream([HI, ROLE, STOP]), '/chunks/0/choices/0/delta/role'],
      'a role other than assistant': [
        stream([aChunk({ role: 'user', content: '' }), HI, STOP]),
        '/chunks/0/choices/0/delta/role',
      ],
      'no role in the second choice': [
        stream([of(0, { role: 'assistant' }), of(1, { content: 'B' }), ...BOTH_STOP], TWO),
        '/chunks/1/choices/0/delta/role',
      ],
      'no role before a tool call': [
        stream([aChunk({ tool_calls: [{ index: 0 }] }), STOP]),
        '/chunks/0/choices/0/delta/role',
      ],
      'no role in an empty answer': [stream([STOP]), '/chunks/0/choices/0/delta/role'],
    },
  },

  'stream/role-once': {
    pass: {
      'one role': stream(),
      'one role for each choice': stream([...BOTH, ...BOTH_STOP], TWO),
      'role null later (the schema reports it)': stream([ROLE, aChunk({ role: null, content: 'Hi' }), STOP]),
    },
    fail: {
      'role in two deltas': [
        stream([ROLE, aChunk({ role: 'assistant', content: 'Hi' }), STOP]),
        '/chunks/1/choices/0/delta/role',
      ],
      'role in every delta (reported three times)': [
        stream(Array.from({ length: 6 }, () => aChunk({ role: 'assistant', content: 'a' }))),
        '/chunks/1/choices/0/delta/role',
        '/chunks/2/choices/0/delta/role',
        '/chunks/3/choices/0/delta/role',
      ],
      'role again with finish_reason': [
        stream([ROLE, HI, aChunk({ role: 'assistant' }, { finish_reason: 'stop' })]),
        '/chunks/2/choices/0/delta/role',
      ],
    },
  },

  'stream/finish-present': {
    pass: {
      'a valid stream': stream(),
      'finish_reason with the last text': stream([ROLE, aChunk({ content: 'Hi' }, { finish_reason: 'length' })]),
      'finish_reason absent before the end': stream([
        aChunk({ role: 'assistant' }, { finish_reason: undefined }),
        STOP,
      ]),
      'two choices': stream([...BOTH, ...BOTH_STOP], TWO),
      'an incomplete stream': stream([ROLE, HI], { done: false, ended: 'cut' }),
      'a stream that ends in an error': stream([ROLE, HI, ERROR]),
      'the last chunk is unreadable': stream(`${text(ROLE, HI)}data: {"choices"\n\n${DONE}`),
      'an unexpected second choice (another rule)': stream([...WHOLE, of(1, { content: 'B' })]),
      'no chunks (another rule)': stream([]),
    },
    fail: {
      'finish_reason null in every chunk': [stream([ROLE, HI]), '/choices/0/finish_reason'],
      'a stream that ends after the first text': [stream([ROLE, HI], { done: false }), '/choices/0/finish_reason'],
      'no finish_reason in the second choice': [
        stream([...BOTH, ...BOTH_STOP.slice(0, 1)], TWO),
        '/choices/1/finish_reason',
      ],
      'finish_reason absent in every chunk': [
        stream([ROLE, HI].map((chunk) => ({ ...chunk, choices: [{ index: 0, delta: { role: 'assistant' } }] }))),
        '/choices/0/finish_reason',
      ],
    },
  },

  'stream/finish-exactly-once': {
    pass: {
      'one finish_reason': stream(),
      'one finish_reason for each choice': stream([...BOTH, ...BOTH_STOP], TWO),
      'no finish_reason (another rule)': stream([ROLE, HI]),
      'an empty string before the end (the schema reports it)': stream([
        aChunk({ role: 'assistant' }, { finish_reason: '' }),
        STOP,
      ]),
    },
    fail: {
      'with the last text and once more': [
        stream([ROLE, aChunk({ content: '!' }, { finish_reason: 'stop' }), STOP]),
        '/chunks/2/choices/0/finish_reason',
      ],
      'two different reasons': [
        stream([ROLE, aChunk({}, { finish_reason: 'length' }), STOP]),
        '/chunks/2/choices/0/finish_reason',
      ],
      'in every chunk': [
        stream([
          aChunk({ role: 'assistant' }, { finish_reason: 'stop' }),
          aChunk({ content: 'a' }, { finish_reason: 'stop' }),
        ]),
        '/chunks/1/choices/0/finish_reason',
      ],
    },
  },

  'stream/finish-chunk-empty': {
    pass: {
      'an empty delta': stream(),
      'empty content': stream([ROLE, HI, aChunk({ content: '' }, { finish_reason: 'stop' })]),
    },
    fail: {
      'the last text with finish_reason': [
        stream([ROLE, aChunk({ content: ' word' }, { finish_reason: 'length' })]),
        '/chunks/1/choices/0/delta/content',
      ],
      'the full text with finish_reason': [
        stream([aChunk({ role: 'assistant', content: 'Hi' }, { finish_reason: 'stop' })]),
        '/chunks/0/choices/0/delta/content',
      ],
    },
  },

  'stream/nothing-after-finish': {
    pass: {
      'a valid stream': stream(),
      'text with the finish_reason': stream([ROLE, aChunk({ content: 'Hi' }, { finish_reason: 'stop' })]),
      'empty deltas after finish_reason': stream([
        ...WHOLE,
        aChunk({ content: '' }),
        aChunk({ content: null, tool_calls: [] }),
      ]),
      'the other choice continues': stream(
        [
          of(0, { role: 'assistant' }, { finish_reason: 'stop' }),
          of(1, { role: 'assistant', content: 'B' }),
          BOTH_STOP[1],
        ],
        TWO,
      ),
      'a repeated finish_reason (another rule)': stream([ROLE, STOP, HI, STOP]),
      'text after [DONE] (another rule)': stream([...WHOLE, '[DONE]', HI], { done: false }),
    },
    fail: {
      'text after finish_reason': [
        stream([...WHOLE, aChunk({ content: 'more' })]),
        '/chunks/3/choices/0/delta/content',
      ],
      'a tool call after finish_reason': [
        stream([...WHOLE, aChunk({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] })]),
        '/chunks/3/choices/0/delta/tool_calls',
      ],
      'a refusal after finish_reason': [
        stream([...WHOLE, aChunk({ refusal: 'No.' })]),
        '/chunks/3/choices/0/delta/refusal',
      ],
    },
  },

  'stream/indices-complete': {
    pass: {
      'one choice': stream(),
      'one choice, n null': stream(WHOLE, { ask: { n: null } }),
      'two choices interleaved': stream([...BOTH, ...BOTH_STOP], TWO),
      'two choices, one after the other': stream(
        [...WHOLE, ...WHOLE.map((chunk) => ({ ...chunk, choices: [{ ...(chunk.choices as Body[])[0], index: 1 }] }))],
        TWO,
      ),
      'two choices in one chunk': stream(
        [{ ...STOP, choices: [0, 1].map((index) => ({ index, delta: { role: 'assistant' }, finish_reason: 'stop' })) }],
        TWO,
      ),
      'an incomplete stream': stream([of(0, { role: 'assistant' })], { ...TWO, done: false, ended: 'cut' }),
      'a stream that ends in an error': stream([ERROR], TWO),
      'choices is not an array (the schema reports it)': stream([{ ...STOP, choices: null }]),
      'an n that should have been refused': stream(WHOLE, { ask: { n: 0 }, owed: 'refusal' }),
      'an empty body (another rule)': stream(''),
    },
    fail: {
      'one choice, n 2': [stream(WHOLE, TWO), '/choices/1'],
      'an index that grows with each token': [
        stream([of(197, { role: 'assistant' }), of(198, { content: 'Hi' }), of(199, {}, { finish_reason: 'stop' })]),
        '/chunks/0/choices/0/index',
        '/chunks/1/choices/0/index',
        '/chunks/2/choices/0/index',
      ],
      'index 1 for the only choice': [
        stream([of(1, { role: 'assistant' }, { finish_reason: 'stop' })]),
        '/chunks/0/choices/0/index',
      ],
      'only [DONE]': [stream([]), '/choices/0'],
      'only the usage chunk': [stream([aUsageChunk()], WITH_USAGE), '/choices/0'],
    },
  },

  'stream/indices-first-seen-in-order': {
    pass: {
      'one choice': stream(),
      'interleaved after the first chunks': stream([...BOTH, ...BOTH_STOP.toReversed()], TWO),
      'an index beyond n (another rule)': stream([of(1, { role: 'assistant' }), ...WHOLE]),
    },
    fail: {
      'index 1 before index 0': [stream([BOTH[1], BOTH[0], ...BOTH_STOP], TWO), '/chunks/0/choices/0/index'],
      'index 2 before index 1': [
        stream([of(0, { role: 'assistant' }), of(2, { role: 'assistant' }), of(1, { role: 'assistant' })], {
          ask: { n: 3 },
        }),
        '/chunks/1/choices/0/index',
      ],
    },
  },
} satisfies Tables
