/** Connections that break, bodies that never end, requests that the server cannot bear. */
import type { Asked, Fault } from '../twist.ts'
import { isLong, isSmallest, refusal } from './_asked.ts'

/** The request body is larger than a mebibyte. */
function isLarge({ headers }: Asked): boolean {
  return Number(headers['content-length']) > 1024 * 1024
}

export default {
  'last-chunk-missing': {
    says: 'The connection of a stream is closed after [DONE], without the chunk that ends the body.',
    breaks: 'http/message-framing',
    wire: ({ streamed }) => (streamed ? { do: 'cut', after: Infinity } : undefined),
  },
  'chunk-size-broken': {
    says: 'A chunked body has a chunk size that is no number.',
    breaks: 'http/message-framing',
    wire: (asked) =>
      isSmallest(asked)
        ? {
            do: 'raw',
            bytes: 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n',
          }
        : undefined,
  },
  'length-too-large': {
    says: 'Content-Length promises more bytes than come before the connection is closed.',
    breaks: 'http/message-framing',
    wire: (asked) =>
      isSmallest(asked)
        ? { do: 'raw', bytes: 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"id":' }
        : undefined,
  },
  'not-http': {
    says: 'The reply is not HTTP.',
    breaks: 'http/message-framing',
    wire: (asked) => (isSmallest(asked) ? { do: 'raw', bytes: 'Hello, this is no status line.\r\n\r\n' } : undefined),
  },
  'hang-up-on-long-output': {
    says: 'The connection is closed without a reply when a long answer is asked for.',
    breaks: 'http/replies',
    wire: (asked) => (isLong(asked) ? { do: 'hang-up' } : undefined),
  },
  'hang-up-on-bad-parameter': {
    says: 'The connection is closed without a reply when a parameter is out of range.',
    breaks: 'http/replies',
    seen: 'https://github.com/NVIDIA/TensorRT-LLM/issues/6329',
    wire: ({ body }) => (Number(body?.temperature) > 2 || Number(body?.top_p) > 1 ? { do: 'hang-up' } : undefined),
  },
  'hang-up-on-large-seed': {
    says: 'The connection is closed without a reply when the seed has more than 31 bits.',
    breaks: 'http/replies',
    seen: 'https://github.com/vllm-project/vllm/pull/4529',
    wire: ({ body }) => (Number(body?.seed) >= 2 ** 31 ? { do: 'hang-up' } : undefined),
  },
  'hang-up-on-large-body': {
    says: 'The connection is closed without a reply when the body is larger than a mebibyte.',
    breaks: 'http/replies',
    wire: (asked) => (isLarge(asked) ? { do: 'hang-up' } : undefined),
  },
  'json-never-ends': {
    says: 'The body of a completion is never ended.',
    breaks: 'http/reply-ends',
    wire: (asked) => (isSmallest(asked) ? { do: 'never-end' } : undefined),
  },
  'endless-body': {
    says: 'A completion is followed by an endless body.',
    breaks: 'http/reply-ends',
    wire: (asked) => (isSmallest(asked) ? { do: 'endless', piece: '{"more":1}'.repeat(1000) } : undefined),
  },
  'stream-never-ends': {
    says: 'After the finish_reason a stream is neither continued nor ended.',
    breaks: 'http/reply-ends',
    frames: (frames, asked) => (isLong(asked) ? frames.slice(0, -1) : frames),
    wire: (asked) => (isLong(asked) ? { do: 'never-end' } : undefined),
  },
  'stream-stalls': {
    says: 'A stream stops in the middle of the answer and is never ended.',
    breaks: 'http/reply-ends',
    frames: (frames, asked) => (isLong(asked) ? frames.slice(0, 9) : frames),
    wire: (asked) => (isLong(asked) ? { do: 'never-end' } : undefined),
  },
  'server-error-on-logprobs': {
    says: 'A request for log probabilities is answered with 500.',
    breaks: 'http/server-error',
    seen: 'https://github.com/vllm-project/vllm/issues/10234',
    refusal: (found, { body }) =>
      found ?? (body?.logprobs === true ? refusal(500, 'Out of range float values.') : found),
  },
  'server-error-on-zero-characters': {
    says: 'A text with the character U+0000 is answered with 500.',
    breaks: 'http/server-error',
    refusal: (found, { body }) =>
      found ?? (JSON.stringify(body?.messages ?? '').includes('\\u0000') ? refusal(500, 'NUL in a string.') : found),
  },
  'server-error-on-stop-strings': {
    says: 'A list of stop strings is answered with 500.',
    breaks: 'http/server-error',
    also: ['params/stop-both-forms'],
    refusal: (found, { body }) => found ?? (Array.isArray(body?.stop) ? refusal(500, 'Internal error.') : found),
  },
  'server-error-in-mid-stream': {
    says: 'A valid stream breaks off with an internal error.',
    breaks: 'http/server-error',
    chunks: (chunks) => [
      ...chunks.slice(0, 2),
      { error: { message: 'Internal server error', type: 'server_error', param: null, code: null } },
    ],
    frames: (frames) => frames.slice(0, -1),
  },
  'large-body-refused-oddly': {
    says: 'A body larger than a mebibyte is refused with 431.',
    breaks: 'http/large-request-body',
    refusal: (found, asked) => (isLarge(asked) ? refusal(431, 'Too large.') : found),
  },
  'large-body-fails': {
    says: 'A body larger than a mebibyte is answered with 500.',
    breaks: 'http/large-request-body',
    also: ['http/server-error'],
    refusal: (found, asked) => (isLarge(asked) ? refusal(500, 'Internal error.') : found),
  },
  'ill-after-left-streams': {
    says: 'The plain request that follows streams which the client left is refused.',
    breaks: 'http/disconnect-tolerated',
    refusal: (found, { body }) =>
      JSON.stringify(body?.messages)?.includes('still here') ? refusal(400, 'No slot is free.') : found,
  },
  'ill-after-a-bad-request': {
    says: 'After a series of requests at fault a valid one is refused too.',
    breaks: 'http/usable-after-error',
    refusal: (found, { body }) =>
      JSON.stringify(body?.messages)?.includes('well again') ? refusal(400, 'The request is malformed.') : found,
  },
} satisfies Record<string, Fault>
