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
      'one id': stream(),
      'the verdicts of a filter': stream([FILTER, ROLE, HI, LATE_FILTER, STOP]),
      'an id that is no string, named by the schema': stream([ROLE, { ...HI, id: 7 }, STOP]),
      'an event of another kind': stream([ROLE, { object: 'ping' }, STOP]),
    },
    fail: {
      'a new id on every chunk': [
        stream([ROLE, { ...HI, id: 'chatcmpl-B' }, { ...STOP, id: 'chatcmpl-C' }]),
        '/chunks/1/id',
        '/chunks/2/id',
      ],
      'another id on the usage chunk': [stream([...WHOLE, { ...aUsageChunk(), id: 'x' }], WITH_USAGE), '/chunks/3/id'],
      'a blank first chunk without a verdict': [
        stream([{ ...FILTER, prompt_filter_results: undefined }, ...WHOLE]),
        '/chunks/0/id',
      ],
    },
  },

  'stream/same-created': {
    pass: {
      'one time': stream(),
      'the verdict of a filter': stream([FILTER, ...WHOLE]),
      'no time, named by the schema': stream([ROLE, { ...HI, created: undefined }, { ...STOP, created: '1' }]),
    },
    fail: {
      'a time that moves': [stream([ROLE, HI, { ...STOP, created: 1_767_225_603 }]), '/chunks/2/created'],
      'zero on some': [stream([ROLE, { ...HI, created: 0 }, STOP]), '/chunks/1/created'],
    },
  },

  'stream/same-model': {
    pass: {
      'one model': stream(),
      'the verdict of a filter': stream([FILTER, ...WHOLE]),
      'a fingerprint on some': stream([
        ROLE,
        { ...HI, system_fingerprint: 'fp_1' },
        { ...STOP, system_fingerprint: null },
      ]),
    },
    fail: {
      'two models': [stream([ROLE, { ...HI, model: 'm-2' }, STOP]), '/chunks/1/model'],
      'two fingerprints': [
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
      'alone, with an empty text': stream(WHOLE),
      'with the first text': stream([aChunk({ role: 'assistant', content: 'Hi' }), STOP]),
      'after an empty delta': stream([aChunk({}), aChunk({ content: '' }), ...WHOLE]),
      'in each of two choices': stream([...BOTH, ...BOTH_STOP], TWO),
      'after the verdict of a filter': stream([FILTER, LATE_FILTER, ...WHOLE]),
      'no role that is one, named by the schema': stream([aChunk({ role: '', content: 'Hi' }), STOP]),
      null: stream([aChunk({ role: null, content: 'Hi' }), STOP]),
      'a first chunk that was lost': stream(`data: {"choices"\n\n${text(HI, STOP)}${DONE}`),
      'a choice too many, named elsewhere': stream([...WHOLE, of(1, { content: 'B' })]),
    },
    fail: {
      'no role at all': [stream([HI, STOP]), '/chunks/0/choices/0/delta/role'],
      'a role that comes late': [stream([HI, ROLE, STOP]), '/chunks/0/choices/0/delta/role'],
      'another role': [stream([aChunk({ role: 'user', content: '' }), HI, STOP]), '/chunks/0/choices/0/delta/role'],
      'no role in the second choice': [
        stream([of(0, { role: 'assistant' }), of(1, { content: 'B' }), ...BOTH_STOP], TWO),
        '/chunks/1/choices/0/delta/role',
      ],
      'no role before a call': [
        stream([aChunk({ tool_calls: [{ index: 0 }] }), STOP]),
        '/chunks/0/choices/0/delta/role',
      ],
      'an answer of nothing': [stream([STOP]), '/chunks/0/choices/0/delta/role'],
    },
  },

  'stream/role-once': {
    pass: {
      once: stream(),
      'once for each choice': stream([...BOTH, ...BOTH_STOP], TWO),
      'null later, named by the schema': stream([ROLE, aChunk({ role: null, content: 'Hi' }), STOP]),
    },
    fail: {
      'in two deltas': [
        stream([ROLE, aChunk({ role: 'assistant', content: 'Hi' }), STOP]),
        '/chunks/1/choices/0/delta/role',
      ],
      'in every delta, shown three times': [
        stream(Array.from({ length: 6 }, () => aChunk({ role: 'assistant', content: 'a' }))),
        '/chunks/1/choices/0/delta/role',
        '/chunks/2/choices/0/delta/role',
        '/chunks/3/choices/0/delta/role',
      ],
      'again with the finish_reason': [
        stream([ROLE, HI, aChunk({ role: 'assistant' }, { finish_reason: 'stop' })]),
        '/chunks/2/choices/0/delta/role',
      ],
    },
  },

  'stream/finish-present': {
    pass: {
      'an ordinary stream': stream(),
      'with the last text': stream([ROLE, aChunk({ content: 'Hi' }, { finish_reason: 'length' })]),
      'absent before the end': stream([aChunk({ role: 'assistant' }, { finish_reason: undefined }), STOP]),
      'two choices': stream([...BOTH, ...BOTH_STOP], TWO),
      'a stream that is cut': stream([ROLE, HI], { done: false, ended: 'cut' }),
      'a stream that ends in an error': stream([ROLE, HI, ERROR]),
      'a last chunk that was lost': stream(`${text(ROLE, HI)}data: {"choices"\n\n${DONE}`),
      'a choice too many, named elsewhere': stream([...WHOLE, of(1, { content: 'B' })]),
      'no chunk at all, named elsewhere': stream([]),
    },
    fail: {
      'none at all': [stream([ROLE, HI]), '/choices/0/finish_reason'],
      'an end in the middle': [stream([ROLE, HI], { done: false }), '/choices/0/finish_reason'],
      'none in the second choice': [stream([...BOTH, ...BOTH_STOP.slice(0, 1)], TWO), '/choices/1/finish_reason'],
      'absent everywhere': [
        stream([ROLE, HI].map((chunk) => ({ ...chunk, choices: [{ index: 0, delta: { role: 'assistant' } }] }))),
        '/choices/0/finish_reason',
      ],
    },
  },

  'stream/finish-exactly-once': {
    pass: {
      once: stream(),
      'once for each choice': stream([...BOTH, ...BOTH_STOP], TWO),
      'none, named elsewhere': stream([ROLE, HI]),
      'empty before the end, named by the schema': stream([aChunk({ role: 'assistant' }, { finish_reason: '' }), STOP]),
    },
    fail: {
      'with the last text and again': [
        stream([ROLE, aChunk({ content: '!' }, { finish_reason: 'stop' }), STOP]),
        '/chunks/2/choices/0/finish_reason',
      ],
      'two different ones': [
        stream([ROLE, aChunk({}, { finish_reason: 'length' }), STOP]),
        '/chunks/2/choices/0/finish_reason',
      ],
      'on every chunk': [
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
      'an empty text': stream([ROLE, HI, aChunk({ content: '' }, { finish_reason: 'stop' })]),
    },
    fail: {
      'the last text': [
        stream([ROLE, aChunk({ content: ' word' }, { finish_reason: 'length' })]),
        '/chunks/1/choices/0/delta/content',
      ],
      'all the text': [
        stream([aChunk({ role: 'assistant', content: 'Hi' }, { finish_reason: 'stop' })]),
        '/chunks/0/choices/0/delta/content',
      ],
    },
  },

  'stream/nothing-after-finish': {
    pass: {
      'an ordinary stream': stream(),
      'text with the finish_reason': stream([ROLE, aChunk({ content: 'Hi' }, { finish_reason: 'stop' })]),
      'empty deltas later': stream([...WHOLE, aChunk({ content: '' }), aChunk({ content: null, tool_calls: [] })]),
      'the other choice goes on': stream(
        [
          of(0, { role: 'assistant' }, { finish_reason: 'stop' }),
          of(1, { role: 'assistant', content: 'B' }),
          BOTH_STOP[1],
        ],
        TWO,
      ),
      'a repeated finish_reason, named elsewhere': stream([ROLE, STOP, HI, STOP]),
      'text after [DONE], named elsewhere': stream([...WHOLE, '[DONE]', HI], { done: false }),
    },
    fail: {
      'text after it': [stream([...WHOLE, aChunk({ content: 'more' })]), '/chunks/3/choices/0/delta/content'],
      'a call after it': [
        stream([...WHOLE, aChunk({ tool_calls: [{ index: 0, function: { arguments: '{}' } }] })]),
        '/chunks/3/choices/0/delta/tool_calls',
      ],
      'a refusal after it': [stream([...WHOLE, aChunk({ refusal: 'No.' })]), '/chunks/3/choices/0/delta/refusal'],
    },
  },

  'stream/indices-complete': {
    pass: {
      'one choice': stream(),
      'n null': stream(WHOLE, { ask: { n: null } }),
      'two choices, mixed': stream([...BOTH, ...BOTH_STOP], TWO),
      'two choices, one after the other': stream(
        [...WHOLE, ...WHOLE.map((chunk) => ({ ...chunk, choices: [{ ...(chunk.choices as Body[])[0], index: 1 }] }))],
        TWO,
      ),
      'two choices in a chunk': stream(
        [{ ...STOP, choices: [0, 1].map((index) => ({ index, delta: { role: 'assistant' }, finish_reason: 'stop' })) }],
        TWO,
      ),
      'a stream that is cut': stream([of(0, { role: 'assistant' })], { ...TWO, done: false, ended: 'cut' }),
      'a stream that ends in an error': stream([ERROR], TWO),
      'choices that are no list, named by the schema': stream([{ ...STOP, choices: null }]),
      'an n that had to be refused': stream(WHOLE, { ask: { n: 0 }, owed: 'refusal' }),
      'an empty body, named elsewhere': stream(''),
    },
    fail: {
      'one choice of two': [stream(WHOLE, TWO), '/choices/1'],
      'an index that counts tokens': [
        stream([of(197, { role: 'assistant' }), of(198, { content: 'Hi' }), of(199, {}, { finish_reason: 'stop' })]),
        '/chunks/0/choices/0/index',
        '/chunks/1/choices/0/index',
        '/chunks/2/choices/0/index',
      ],
      'index 1 for the only choice': [
        stream([of(1, { role: 'assistant' }, { finish_reason: 'stop' })]),
        '/chunks/0/choices/0/index',
      ],
      'nothing but the terminator': [stream([]), '/choices/0'],
      'nothing but the usage': [stream([aUsageChunk()], WITH_USAGE), '/choices/0'],
    },
  },

  'stream/indices-first-seen-in-order': {
    pass: {
      'one choice': stream(),
      'mixed later': stream([...BOTH, ...BOTH_STOP.toReversed()], TWO),
      'an index beyond n, named elsewhere': stream([of(1, { role: 'assistant' }), ...WHOLE]),
    },
    fail: {
      '1 before 0': [stream([BOTH[1], BOTH[0], ...BOTH_STOP], TWO), '/chunks/0/choices/0/index'],
      '2 before 1': [
        stream([of(0, { role: 'assistant' }), of(2, { role: 'assistant' }), of(1, { role: 'assistant' })], {
          ask: { n: 3 },
        }),
        '/chunks/1/choices/0/index',
      ],
    },
  },
} satisfies Tables
