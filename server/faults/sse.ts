/** Streams whose bytes, lines or events are wrong. */
import type { Fault } from '../twist.ts'
import { isLong } from './_asked.ts'

/** The data of an event. */
function dataOf(frame: string): string {
  return frame.slice('data: '.length).trimEnd()
}

/** Every event but the terminator. */
function chunksOnly(change: (frame: string, i: number) => string): Pick<Fault, 'frames'> {
  return { frames: (frames) => frames.map((frame, i) => (i < frames.length - 1 ? change(frame, i) : frame)) }
}

/** Another terminator. */
function terminator(text: string): Pick<Fault, 'frames'> {
  return { frames: (frames) => [...frames.slice(0, -1), text] }
}

export default {
  'stream-latin1': {
    says: 'Characters that Latin-1 has are written in Latin-1.',
    breaks: 'stream/utf8',
    also: ['structured/json-schema-strict'],
    pieces: (pieces) =>
      pieces.map((piece) => {
        const utf8 = piece.toString().replace(/[^\0-\xff]/g, (char) => Buffer.from(char).toString('latin1'))
        return Buffer.from(utf8, 'latin1')
      }),
  },
  'stream-half-characters': {
    says: 'Characters of several bytes lose their last byte.',
    breaks: 'stream/utf8',
    also: ['structured/json-schema-strict'],
    pieces: (pieces) =>
      pieces.map((piece) => Buffer.from(piece.toString('latin1').replace(/[\x80-\xbf](?![\x80-\xbf])/g, ''), 'latin1')),
  },
  'stream-as-json-lines': {
    says: 'Chunks are bare lines of JSON.',
    breaks: 'stream/line-syntax',
    seen: 'https://github.com/xorbitsai/inference/issues/523',
    frames: (frames) => frames.map((frame) => `${dataOf(frame)}\n`),
  },
  'stream-objects-run-together': {
    says: 'Chunks are JSON objects with nothing between them.',
    breaks: 'stream/line-syntax',
    seen: 'https://github.com/xorbitsai/inference/pull/524',
    frames: (frames) => frames.slice(0, -1).map(dataOf),
  },
  'error-as-own-field': {
    says: 'A failure in mid-stream is written as a field named error.',
    breaks: 'stream/line-syntax',
    seen: 'https://github.com/ggml-org/llama.cpp/pull/16109',
    frames: (frames, asked) => {
      if (!isLong(asked)) return frames
      const failure =
        'error: {"code":400,"message":"the request exceeds the available context size","type":"invalid_request_error"}\n\n'
      return [...frames.slice(0, 2), failure, ...frames.slice(-1)]
    },
  },
  'field-in-capitals': {
    says: 'The field is called Data.',
    breaks: 'stream/line-syntax',
    ...chunksOnly((frame) => frame.replace('data:', 'Data:')),
  },
  'field-indented': {
    says: 'Lines begin with a space.',
    breaks: 'stream/line-syntax',
    ...chunksOnly((frame) => ` ${frame}`),
  },
  'done-without-field': {
    says: 'The terminator is a bare [DONE].',
    breaks: 'stream/line-syntax',
    ...terminator('[DONE]\n\n'),
  },
  'done-without-blank-line': {
    says: 'No empty line follows the terminator.',
    breaks: 'stream/events-blank-line-terminated',
    ...terminator('data: [DONE]'),
  },
  'no-blank-lines': {
    says: 'No empty lines stand between events.',
    breaks: 'stream/events-blank-line-terminated',
    frames: (frames) => frames.map((frame) => frame.replace('\n\n', '\n')),
  },
  'no-blank-lines-but-the-last': {
    says: 'The events are separated by one line end each.',
    breaks: 'stream/data-json',
    frames: (frames) => [...frames.map((frame) => frame.replace('\n\n', '\n')), '\n'],
  },
  'comment-as-data': {
    says: 'A comment of the server behind is passed on as data.',
    breaks: 'stream/data-json',
    seen: 'https://github.com/mnfst/llm-gateway/issues/2053',
    frames: (frames) => ['data: : OPENROUTER PROCESSING\n\n', ...frames],
  },
  'data-in-data': {
    says: 'A stream is wrapped in a stream once more.',
    breaks: 'stream/data-json',
    seen: 'https://github.com/openclaw/openclaw/pull/97474',
    ...chunksOnly((frame) => `data: ${frame}`),
  },
  'chunks-in-arrays': {
    says: 'The data of each event is an array of chunks.',
    breaks: 'stream/data-json',
    ...chunksOnly((frame) => `data: [${dataOf(frame)}]\n\n`),
  },
  'python-dicts': {
    says: 'The data is written with single quotes and None.',
    breaks: 'stream/data-json',
    ...chunksOnly((frame) => frame.replaceAll('"', "'").replaceAll('null', 'None')),
  },
  'nan-in-a-chunk': {
    says: 'A chunk holds NaN.',
    breaks: 'stream/data-json',
    ...chunksOnly((frame) => frame.replace('data: {', 'data: {"perplexity":NaN,')),
  },
  'empty-data': {
    says: 'Events with empty data keep the stream alive.',
    breaks: 'stream/data-json',
    frames: (frames) => ['data:\n\n', ...frames],
  },
  'chunk-over-two-events': {
    says: 'A long chunk is split over two events.',
    breaks: 'stream/data-json',
    ...chunksOnly((frame) => frame.replace(',"choices"', '\n\ndata: ,"choices"')),
  },
  'event-ping': {
    says: 'Events named ping without data keep the stream alive.',
    breaks: 'stream/no-dataless-events',
    frames: (frames) => frames.flatMap((frame) => [frame, 'event: ping\n\n']),
  },
  'retry-first': {
    says: 'A stream begins with a reconnection time.',
    breaks: 'stream/no-dataless-events',
    frames: (frames) => ['retry: 3000\n\n', ...frames],
  },
  'event-ids': {
    says: 'Every event has an id.',
    breaks: 'stream/no-id-retry-fields',
    frames: (frames) => frames.map((frame, i) => `id: ${i}\n${frame}`),
  },
  'retry-beside-data': {
    says: 'The first event has a reconnection time.',
    breaks: 'stream/no-id-retry-fields',
    frames: ([first, ...frames]) => [`retry: 3000\n${first}`, ...frames],
  },
  'events-named-message': {
    says: 'Every event is named message.',
    breaks: 'stream/data-only',
    frames: (frames) => frames.map((frame) => `event: message\n${frame}`),
  },
  'events-named-after-chunks': {
    says: 'Chunks are events named completion.chunk, the terminator one named done.',
    breaks: 'stream/data-only',
    frames: (frames) =>
      frames.map((frame, i) => `event: ${i < frames.length - 1 ? 'completion.chunk' : 'done'}\n${frame}`),
  },
  'stream-with-bom': {
    says: 'A stream begins with a byte order mark.',
    breaks: 'stream/no-bom',
    frames: ([first, ...frames]) => [`\ufeff${first}`, ...frames],
  },
  'comment-after-bom': {
    says: 'A byte order mark stands before the first comment of a stream.',
    breaks: 'stream/no-bom',
    frames: (frames) => ['\ufeff: hello\n\n', ...frames],
  },
  'done-missing': {
    says: 'A stream ends without the event [DONE].',
    breaks: 'stream/done-present',
    seen: 'https://github.com/perplexityai/api-discussion/issues/209',
    frames: (frames) => frames.slice(0, -1),
  },
  'stream-breaks-off': {
    says: 'A stream ends in the middle of the answer, as if all were well.',
    breaks: 'stream/done-present',
    also: [
      'stream/finish-present',
      'structured/json-object',
      'structured/json-schema-strict',
      'tool/strict-arguments-match-schema',
    ],
    seen: 'https://github.com/anomalyco/opencode/issues/39968',
    frames: (frames) => frames.slice(0, Math.max(1, Math.floor(frames.length / 2))),
  },
  'stream-empty': {
    says: 'A stream has no bytes at all.',
    breaks: 'stream/done-present',
    frames: () => [],
  },
  'stream-comments-only': {
    says: 'A stream is nothing but comments.',
    breaks: 'stream/done-present',
    frames: (frames) => frames.map(() => ': processing\n\n'),
  },
  'done-quoted': {
    says: 'The terminator is a JSON string.',
    breaks: 'stream/done-present',
    ...terminator('data: "[DONE]"\n\n'),
  },
  'done-without-brackets': {
    says: 'The terminator is DONE.',
    breaks: 'stream/done-present',
    ...terminator('data: DONE\n\n'),
  },
  'done-with-space': {
    says: 'A space follows the terminator.',
    breaks: 'stream/done-exact',
    ...terminator('data: [DONE] \n\n'),
  },
  'done-with-words': {
    says: 'Words follow the terminator in its event.',
    breaks: 'stream/done-exact',
    ...terminator('data: [DONE] in 12 ms\n\n'),
  },
  'done-twice': {
    says: 'The event [DONE] is sent twice.',
    breaks: 'stream/done-once-and-last',
    frames: (frames) => [...frames, ...frames.slice(-1)],
  },
  'usage-after-done': {
    says: 'The usage chunk comes after [DONE].',
    breaks: 'stream/done-once-and-last',
    frames: (frames) =>
      frames.at(-2)?.includes('"choices":[]') ? [...frames.slice(0, -2), ...frames.slice(-2).reverse()] : frames,
  },
  'done-per-choice': {
    says: 'Each choice of a stream ends with a [DONE] of its own.',
    breaks: 'stream/done-once-and-last',
    frames: (frames) =>
      frames.flatMap((frame) =>
        /"finish_reason":"/.test(frame) && frame !== frames.findLast((one) => /"finish_reason":"/.test(one))
          ? [frame, 'data: [DONE]\n\n']
          : [frame],
      ),
  },
  'stays-open-after-done': {
    says: 'The connection of a stream stays open after [DONE].',
    breaks: 'stream/closes-after-done',
    wire: (asked) => (asked.streamed && isLong(asked) ? { do: 'never-end' } : undefined),
  },
  'chatters-after-done': {
    says: 'Comments follow [DONE] without end.',
    breaks: 'stream/closes-after-done',
    wire: (asked) =>
      asked.streamed && isLong(asked) ? { do: 'endless', piece: `: ${'bye '.repeat(200)}\n\n`.repeat(20) } : undefined,
  },
  'no-space-after-the-colon': {
    says: 'Lines have no space after the colon.',
    breaks: 'stream/plain-framing',
    seen: 'https://github.com/openai/openai-python/issues/498',
    frames: (frames) => frames.map((frame) => frame.replace('data: ', 'data:')),
  },
  'line-ends-with-cr': {
    says: 'Lines end with CR LF.',
    breaks: 'stream/plain-framing',
    seen: 'https://github.com/SamSaffron/term-llm/pull/487',
    frames: (frames) => frames.map((frame) => frame.replaceAll('\n', '\r\n')),
  },
  'data-over-several-lines': {
    says: 'Chunks are indented JSON, each line a data line.',
    breaks: 'stream/plain-framing',
    ...chunksOnly(
      (frame) => `data: ${JSON.stringify(JSON.parse(dataOf(frame)), null, 1).replaceAll('\n', '\ndata: ')}\n\n`,
    ),
  },
} satisfies Record<string, Fault>
