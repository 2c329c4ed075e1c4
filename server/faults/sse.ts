/** Streams whose bytes, lines or events are wrong. */
import type { Fault } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { isLong } from './_requests.ts'

/** The data of an event. */
function dataOf(frame: string): string {
  return frame.slice('data: '.length).trimEnd()
}

/** Changes every event. */
function inEvents(change: (frame: string, i: number) => string): Pick<Fault, 'frames'> {
  return { frames: (frames) => frames.map((frame, i) => change(frame, i)) }
}

/** Changes every event but the terminator. */
function inChunkEvents(change: (frame: string) => string): Pick<Fault, 'frames'> {
  return { frames: (frames) => frames.map((frame, i) => (i < frames.length - 1 ? change(frame) : frame)) }
}

/** Sends an event before all others. */
function startWith(event: string): Pick<Fault, 'frames'> {
  return { frames: (frames) => [event, ...frames] }
}

/** Changes the first event. */
function inFirstEvent(change: (frame: string | undefined) => string): Pick<Fault, 'frames'> {
  return { frames: ([first, ...frames]) => [change(first), ...frames] }
}

/** Sends another terminator. */
function endWith(terminator: string): Pick<Fault, 'frames'> {
  return { frames: (frames) => [...frames.slice(0, -1), terminator] }
}

const withoutBlankLine = (frame: string) => frame.replace('\n\n', '\n')
const hasFinish = (frame: string) => /"finish_reason":"/.test(frame)

const OWN_FIELD =
  'error: {"code":400,"message":"the request exceeds the available context size","type":"invalid_request_error"}\n\n'

export default defineFaults({
  'stream/utf8': {
    'stream-latin1': {
      says: 'Characters that exist in Latin-1 are encoded in Latin-1.',
      also: ['structured/json-schema-strict'],
      pieces: (pieces) =>
        pieces.map((piece) => {
          const utf8 = piece.toString().replace(/[^\0-\xff]/g, (char) => Buffer.from(char).toString('latin1'))
          return Buffer.from(utf8, 'latin1')
        }),
    },
    'stream-half-characters': {
      says: 'Characters of several bytes lose their last byte.',
      also: ['structured/json-schema-strict'],
      pieces: (pieces) =>
        pieces.map((piece) =>
          Buffer.from(piece.toString('latin1').replace(/[\x80-\xbf](?![\x80-\xbf])/g, ''), 'latin1'),
        ),
    },
  },
  'stream/line-syntax': {
    'stream-as-json-lines': {
      says: 'Chunks are sent as JSON lines, without data fields.',
      seen: 'https://github.com/xorbitsai/inference/issues/523',
      ...inEvents((frame) => `${dataOf(frame)}\n`),
    },
    'stream-objects-run-together': {
      says: 'Chunks are sent as JSON objects with nothing between them.',
      seen: 'https://github.com/xorbitsai/inference/pull/524',
      frames: (frames) => frames.slice(0, -1).map(dataOf),
    },
    'error-as-own-field': {
      says: 'A failure in mid-stream is sent as an SSE field named error.',
      seen: 'https://github.com/ggml-org/llama.cpp/pull/16109',
      frames: (frames, asked) => (isLong(asked) ? [...frames.slice(0, 2), OWN_FIELD, ...frames.slice(-1)] : frames),
    },
    'field-in-capitals': {
      says: 'The field is named Data.',
      ...inChunkEvents((frame) => frame.replace('data:', 'Data:')),
    },
    'field-indented': { says: 'Lines start with a space.', ...inChunkEvents((frame) => ` ${frame}`) },
    'done-without-field': { says: 'The terminator is a bare [DONE], without a data field.', ...endWith('[DONE]\n\n') },
  },
  'stream/events-blank-line-terminated': {
    'done-without-blank-line': { says: 'No blank line follows the terminator.', ...endWith('data: [DONE]') },
    'no-blank-lines': { says: 'There are no blank lines between events.', ...inEvents(withoutBlankLine) },
  },
  'stream/data-json': {
    'no-blank-lines-but-the-last': {
      says: 'The only blank line is at the end of the stream.',
      frames: (frames) => [...frames.map(withoutBlankLine), '\n'],
    },
    'comment-as-data': {
      says: "An upstream server's SSE comment is forwarded as data.",
      seen: 'https://github.com/mnfst/llm-gateway/issues/2053',
      ...startWith('data: : OPENROUTER PROCESSING\n\n'),
    },
    'data-in-data': {
      says: 'The events of a stream are the data of other events.',
      seen: 'https://github.com/openclaw/openclaw/pull/97474',
      ...inChunkEvents((frame) => `data: ${frame}`),
    },
    'chunks-in-arrays': {
      says: 'The data of each event is an array of chunks.',
      ...inChunkEvents((frame) => `data: [${dataOf(frame)}]\n\n`),
    },
    'python-dicts': {
      says: 'The data is a Python literal, with single quotes and None.',
      ...inChunkEvents((frame) => frame.replaceAll('"', "'").replaceAll('null', 'None')),
    },
    'nan-in-a-chunk': {
      says: 'A chunk holds NaN.',
      ...inChunkEvents((frame) => frame.replace('data: {', 'data: {"perplexity":NaN,')),
    },
    'empty-data': { says: 'An event with empty data is sent to keep the stream alive.', ...startWith('data:\n\n') },
    'chunk-over-two-events': {
      says: 'A chunk is split over two events.',
      ...inChunkEvents((frame) => frame.replace(',"choices"', '\n\ndata: ,"choices"')),
    },
  },
  'stream/no-dataless-events': {
    'event-ping': {
      says: 'Events named ping, without data, are sent to keep the stream alive.',
      frames: (frames) => frames.flatMap((frame) => [frame, 'event: ping\n\n']),
    },
    'retry-first': {
      says: 'A stream starts with an event that has only a retry time.',
      ...startWith('retry: 3000\n\n'),
    },
  },
  'stream/no-id-retry-fields': {
    'event-ids': { says: 'Every event has an id field.', ...inEvents((frame, i) => `id: ${i}\n${frame}`) },
    'retry-beside-data': {
      says: 'The first event has a retry field next to its data.',
      ...inFirstEvent((frame) => `retry: 3000\n${frame}`),
    },
  },
  'stream/data-only': {
    'events-named-message': {
      says: 'Every event is named message.',
      ...inEvents((frame) => `event: message\n${frame}`),
    },
    'events-named-after-chunks': {
      says: 'Events with chunks are named completion.chunk, and the terminator is named done.',
      frames: (frames) =>
        frames.map((frame, i) => `event: ${i < frames.length - 1 ? 'completion.chunk' : 'done'}\n${frame}`),
    },
  },
  'stream/no-bom': {
    'stream-with-bom': {
      says: 'A stream starts with a byte order mark.',
      ...inFirstEvent((frame) => `\ufeff${frame}`),
    },
    'comment-after-bom': {
      says: 'A stream starts with a byte order mark and a comment.',
      ...startWith('\ufeff: hello\n\n'),
    },
  },
  'stream/done-present': {
    'done-missing': {
      says: 'A stream ends without the event [DONE].',
      seen: 'https://github.com/perplexityai/api-discussion/issues/209',
      frames: (frames) => frames.slice(0, -1),
    },
    'stream-breaks-off': {
      says: 'A stream ends in the middle of the answer, without an error.',
      also: [
        'stream/finish-present',
        'structured/json-object',
        'structured/json-schema-strict',
        'tool/strict-arguments-match-schema',
      ],
      seen: 'https://github.com/anomalyco/opencode/issues/39968',
      frames: (frames) => frames.slice(0, Math.max(1, Math.floor(frames.length / 2))),
    },
    'stream-empty': { says: 'A stream has no bytes.', frames: () => [] },
    'stream-comments-only': { says: 'A stream has only comments.', ...inEvents(() => ': processing\n\n') },
    'done-quoted': { says: 'The terminator is a JSON string.', ...endWith('data: "[DONE]"\n\n') },
    'done-without-brackets': { says: 'The terminator is DONE.', ...endWith('data: DONE\n\n') },
  },
  'stream/done-exact': {
    'done-with-space': { says: 'A space follows the terminator.', ...endWith('data: [DONE] \n\n') },
    'done-with-words': {
      says: 'More text follows the terminator in its event.',
      ...endWith('data: [DONE] in 12 ms\n\n'),
    },
  },
  'stream/done-once-and-last': {
    'done-twice': { says: 'The event [DONE] is sent twice.', frames: (frames) => [...frames, ...frames.slice(-1)] },
    'usage-after-done': {
      says: 'The usage chunk comes after [DONE].',
      frames: (frames) =>
        frames.at(-2)?.includes('"choices":[]') ? [...frames.slice(0, -2), ...frames.slice(-2).reverse()] : frames,
    },
    'done-per-choice': {
      says: 'Each choice of a stream ends with its own [DONE].',
      frames: (frames) => {
        const last = frames.findLast(hasFinish)
        return frames.flatMap((frame) => (hasFinish(frame) && frame !== last ? [frame, 'data: [DONE]\n\n'] : [frame]))
      },
    },
  },
  'stream/closes-after-done': {
    'stays-open-after-done': {
      says: 'The connection of a stream stays open after [DONE].',
      wire: (asked) => (asked.streamed && isLong(asked) ? { do: 'never-end' } : undefined),
    },
    'chatters-after-done': {
      says: 'An endless series of comments follows [DONE].',
      wire: (asked) =>
        asked.streamed && isLong(asked)
          ? { do: 'endless', piece: `: ${'bye '.repeat(200)}\n\n`.repeat(20) }
          : undefined,
    },
  },
  'stream/plain-framing': {
    'no-space-after-the-colon': {
      says: 'Lines have no space after the colon.',
      seen: 'https://github.com/openai/openai-python/issues/498',
      ...inEvents((frame) => frame.replace('data: ', 'data:')),
    },
    'line-ends-with-cr': {
      says: 'Lines end with CR LF.',
      seen: 'https://github.com/SamSaffron/term-llm/pull/487',
      ...inEvents((frame) => frame.replaceAll('\n', '\r\n')),
    },
    'data-over-several-lines': {
      says: 'Chunks are indented JSON, with a data field for each line.',
      ...inChunkEvents(
        (frame) => `data: ${JSON.stringify(JSON.parse(dataOf(frame)), null, 1).replaceAll('\n', '\ndata: ')}\n\n`,
      ),
    },
  },
})
