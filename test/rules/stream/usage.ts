import type { Tables } from '../../support/rule.ts'
import {
  aChoice,
  aChunk,
  aCompletion,
  aUsageChunk,
  chunksSaying,
  completion,
  conversation,
  frame,
  stream,
} from '../../support/seen.ts'
import {
  DONE,
  FILTER,
  HI,
  LATE_FILTER,
  nulls,
  of,
  ROLE,
  STOP,
  USAGE,
  WHOLE,
  WITH_USAGE,
} from '../../support/streams.ts'

const ERROR = { error: { message: 'Boom', type: 'server_error', param: null, code: null } }

const many = (count: number) => chunksSaying(...Array.from({ length: count }, (_, i) => `${i} `))
const timed = (count: number, at: (i: number) => number) => {
  const frames = [...many(count).map(frame), DONE]
  const times = frames.map((_, i) => at(i))
  return stream(
    frames.map((one) => Buffer.from(one)),
    { times, totalMs: Math.max(...times) + 1 },
  )
}

const DECLINED = { ask: { stream_options: { include_obfuscation: false } } }

const FIRM = { temperature: 0, seed: 7 }
const plain = (content: string, choice = {}, ask = FIRM) =>
  completion(aCompletion({ choices: [aChoice({ message: { content }, ...choice })] }), { ask })
const streamed = (texts: string[], about = {}) => stream(chunksSaying(...texts), { ask: FIRM, ...about })
const tokens = (...said: string[]) => ({
  content: said.map((token) => ({ token, logprob: -1, bytes: null })),
  refusal: null,
})

export default {
  'stream/usage-chunk': {
    pass: {
      'usage in a separate chunk': stream([...nulls(WHOLE), aUsageChunk()], WITH_USAGE),
      'no usage in the other chunks': stream([...WHOLE, aUsageChunk()], WITH_USAGE),
      'usage in every chunk as well': stream(
        [...WHOLE.map((chunk) => ({ ...chunk, usage: USAGE })), aUsageChunk()],
        WITH_USAGE,
      ),
      'a content filter chunk after the usage chunk': stream([...WHOLE, aUsageChunk(), LATE_FILTER], WITH_USAGE),
      'include_usage absent': stream(WHOLE),
      'include_usage false': stream(WHOLE, { ask: { stream_options: { include_usage: false } } }),
      'an incomplete stream': stream(WHOLE, { ...WITH_USAGE, done: false, ended: 'cut' }),
      'a stream that ends in an error': stream([ROLE, ERROR], WITH_USAGE),
      'choices null (the schema reports it)': stream([...WHOLE, { ...aUsageChunk(), choices: null }], WITH_USAGE),
      'after [DONE] (another rule)': stream([...WHOLE, '[DONE]', aUsageChunk()], { ...WITH_USAGE, done: false }),
    },
    fail: {
      'no usage': [stream(WHOLE, WITH_USAGE), '/usage'],
      'usage null in every chunk': [stream(nulls(WHOLE), WITH_USAGE), '/usage'],
      'usage inside a choice': [
        stream([ROLE, aChunk({}, { finish_reason: 'stop', usage: USAGE })], WITH_USAGE),
        '/usage',
      ],
      'usage in the chunk with finish_reason': [
        stream([ROLE, HI, { ...STOP, usage: USAGE }], WITH_USAGE),
        '/chunks/2/choices',
      ],
      'usage before the end': [stream([ROLE, aUsageChunk(), STOP], WITH_USAGE), '/chunks/2'],
      'two usage chunks': [stream([...WHOLE, aUsageChunk(), aUsageChunk()], WITH_USAGE), '/chunks/4/usage'],
    },
  },

  'stream/usage-available': {
    pass: {
      'usage at the end': stream([...nulls(WHOLE), aUsageChunk()], WITH_USAGE),
      'no usage (another rule)': stream(nulls(WHOLE), WITH_USAGE),
      'no usage after the usage chunk': stream([ROLE, aUsageChunk(), STOP], WITH_USAGE),
      'include_usage absent': stream([ROLE, { ...HI, usage: USAGE }, { ...STOP, usage: null }]),
    },
    fail: {
      'usage in an earlier chunk, null in the chunk with finish_reason': [
        stream([ROLE, { ...HI, usage: USAGE }, { ...STOP, usage: null }], WITH_USAGE),
        '/chunks/2/usage',
      ],
      'null after the usage chunk': [
        stream([...nulls(WHOLE), aUsageChunk(), ...nulls([STOP])], WITH_USAGE),
        '/chunks/4/usage',
      ],
    },
  },

  'stream/usage-null-elsewhere': {
    pass: {
      'null in the other chunks': stream([...nulls(WHOLE), aUsageChunk()], WITH_USAGE),
      'include_usage absent': stream([...WHOLE, aUsageChunk()]),
      'no usage in any chunk (another rule)': stream(WHOLE, WITH_USAGE),
      'usage in the last chunk, which has a choice': stream(
        [...nulls([ROLE, HI]), { ...STOP, usage: USAGE }],
        WITH_USAGE,
      ),
      'a content filter chunk': stream([FILTER, ...nulls(WHOLE), aUsageChunk()], WITH_USAGE),
    },
    fail: {
      'absent in the other chunks': [stream([...WHOLE, aUsageChunk()], WITH_USAGE), '/chunks/0/usage'],
      'absent in one chunk': [
        stream([...nulls([ROLE]), HI, ...nulls([STOP]), aUsageChunk()], WITH_USAGE),
        '/chunks/1/usage',
      ],
      'filled in every chunk': [
        stream([...WHOLE.map((chunk) => ({ ...chunk, usage: USAGE })), aUsageChunk()], WITH_USAGE),
        '/chunks/0/usage',
        '/chunks/1/usage',
        '/chunks/2/usage',
      ],
    },
  },

  'stream/usage-absent-by-default': {
    pass: {
      'no usage': stream(),
      null: stream(nulls(WHOLE)),
      'include_usage true': stream([...nulls(WHOLE), aUsageChunk()], WITH_USAGE),
    },
    fail: {
      'a usage chunk': [stream([...WHOLE, aUsageChunk()]), '/chunks/3/usage'],
      'usage in every chunk': [stream(WHOLE.map((chunk) => ({ ...chunk, usage: USAGE }))), '/chunks/0/usage'],
      'usage although include_usage is false': [
        stream([...WHOLE, aUsageChunk()], { ask: { stream_options: { include_usage: false } } }),
        '/chunks/3/usage',
      ],
    },
  },

  'stream/empty-choices-only-for-usage': {
    pass: {
      'a usage chunk': stream([...nulls(WHOLE), aUsageChunk()], WITH_USAGE),
      'a usage chunk that was not requested': stream([...WHOLE, aUsageChunk()]),
      'a content filter chunk': stream([FILTER, ...WHOLE]),
      'a prompt filter chunk with the id of the stream': stream([
        { ...ROLE, choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] },
        ...WHOLE,
      ]),
      'a moderation chunk': stream([...WHOLE, { ...STOP, choices: [], moderation: { flagged: false } }]),
    },
    fail: {
      'a blank first chunk': [stream([{ ...ROLE, choices: [] }, ...WHOLE]), '/chunks/0/choices'],
      'a keep-alive chunk': [stream([ROLE, { ...HI, choices: [], usage: null }, STOP]), '/chunks/1/choices'],
    },
  },

  'stream/incremental-delivery': {
    pass: {
      'chunks spread over time': timed(100, (i) => i * 40),
      'a long wait, then a fast model': timed(100, (i) => 5000 + i),
      'a short burst with few tokens': timed(10, () => 5000),
      'a fast stream': timed(100, () => 300),
      'the role first, then chunks spread over time': timed(100, (i) => (i ? 3000 + 2 * i : 5)),
    },
    fail: {
      'all chunks in one burst at the end': [timed(100, () => 4000), '/body'],
      'the role first, then all text in one burst': [timed(100, (i) => (i ? 4000 : 5)), '/body'],
    },
  },

  'stream/obfuscation-off': {
    pass: {
      'declined and absent': stream(WHOLE, DECLINED),
      'by default': stream(WHOLE.map((chunk) => ({ ...chunk, obfuscation: 'k3J' }))),
      requested: stream([{ ...ROLE, obfuscation: 'k3J' }, STOP], {
        ask: { stream_options: { include_obfuscation: true } },
      }),
    },
    fail: {
      'declined but present': [stream([ROLE, { ...HI, obfuscation: 'k3J' }, STOP], DECLINED), '/chunks/1/obfuscation'],
      'declined but present as an empty string': [
        stream([{ ...ROLE, obfuscation: '' }, STOP], DECLINED),
        '/chunks/0/obfuscation',
      ],
    },
  },

  'stream/equals-non-stream': {
    pass: {
      'the same text': conversation(plain('Hello'), plain('Hello'), streamed(['Hel', 'lo'])),
      'a server that does not repeat itself': conversation(plain('Hello'), plain('Hi'), streamed(['Hey'])),
      'only one reply without stream': conversation(plain('Hello'), streamed(['Hey'])),
      'streams that differ among themselves': conversation(
        plain('Hello'),
        plain('Hello'),
        streamed(['Hey']),
        streamed(['Hello']),
      ),
      'neither a seed nor temperature 0': conversation(
        plain('Hello', {}, {} as typeof FIRM),
        plain('Hello', {}, {} as typeof FIRM),
        stream(chunksSaying('Hey')),
      ),
      'another question': conversation(
        plain('Hello'),
        plain('Hello'),
        streamed(['Hey'], { ask: { ...FIRM, stop: 'x' } }),
      ),
      'an incomplete stream': conversation(plain('Hello'), plain('Hello'), streamed(['Hel'], { ended: 'cut' })),
      'content that is not a string (another rule)': conversation(
        plain(5 as unknown as string),
        plain(5 as unknown as string),
        streamed(['Hello']),
      ),
    },
    fail: {
      'the full answer repeated at the end': [
        conversation(plain('Hello'), plain('Hello'), streamed(['Hel', 'lo', 'Hello'])),
        '/replies/2/choices/0/message/content',
      ],
      'a difference far into a long text': [
        conversation(
          plain(`${'one two '.repeat(30)}three`),
          plain(`${'one two '.repeat(30)}three`),
          streamed(['one two '.repeat(30), 'four']),
        ),
        '/replies/2/choices/0/message/content',
      ],
      'another finish_reason': [
        conversation(
          plain('Hello', { finish_reason: 'length' }),
          streamed(['Hello']),
          plain('Hello', { finish_reason: 'length' }),
        ),
        '/replies/1/choices/0/finish_reason',
      ],
      'no log probabilities': [
        conversation(
          plain('Hi', { logprobs: tokens('H', 'i') }),
          plain('Hi', { logprobs: tokens('H', 'i') }),
          streamed(['Hi']),
        ),
        '/replies/2/choices/0/logprobs',
      ],
      'another text in the second choice': [
        conversation(
          ...[1, 2].map(() =>
            completion(aCompletion({ choices: [aChoice(), aChoice({ index: 1 })] }), { ask: { ...FIRM, n: 2 } }),
          ),
          stream(
            [
              of(0, { content: 'Hello there' }, { finish_reason: 'stop' }),
              of(1, { content: 'Hm' }, { finish_reason: 'stop' }),
            ],
            {
              ask: { ...FIRM, n: 2 },
            },
          ),
        ),
        '/replies/2/choices/1/message/content',
      ],
    },
  },
} satisfies Tables
