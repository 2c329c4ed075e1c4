/** Connections that break, bodies that never end, and requests that make the server fail. */
import type { Asked, Fault, WireFault } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { isLong, isSmallest, refuseAll, refuseRequests } from './_requests.ts'

/** The request body is larger than one MiB. */
function isLarge({ headers }: Asked): boolean {
  return Number(headers['content-length']) > 1024 * 1024
}

/** Does something to the connection of requests that meet a condition. */
function onWire(when: (asked: Asked) => boolean, fault: WireFault): Pick<Fault, 'wire'> {
  return { wire: (asked) => (when(asked) ? fault : undefined) }
}

/** Answers the smallest request with these bytes. */
const sendRaw = (bytes: string) => onWire(isSmallest, { do: 'raw', bytes })

/** Refuses all requests with some text in their messages. */
const refuseText = (text: string, message: string) =>
  refuseAll(({ body }) => JSON.stringify(body?.messages)?.includes(text), 400, message)

export default defineFaults({
  'http/message-framing': {
    'stream-cut': {
      says: 'The connection of a stream is closed after three pieces.',
      ...onWire(({ streamed }) => streamed, { do: 'cut', after: 3 }),
    },
    'body-cut': {
      says: 'The connection is closed in the middle of a JSON body.',
      ...onWire(({ streamed }) => !streamed, { do: 'cut', after: 20 }),
    },
    'last-chunk-missing': {
      says: 'The connection of a stream is closed after [DONE], without the chunk that ends the body.',
      ...onWire(({ streamed }) => streamed, { do: 'cut', after: Infinity }),
    },
    'chunk-size-broken': {
      says: 'A chunk size of a chunked body is not a number.',
      ...sendRaw('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n'),
    },
    'length-too-large': {
      says: 'The connection is closed before as many bytes were sent as Content-Length says.',
      ...sendRaw('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 500\r\n\r\n{"id":'),
    },
    'length-twice': {
      says: 'The reply has two Content-Length headers, which differ.',
      ...sendRaw(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{} ',
      ),
    },
    'length-and-chunks': {
      says: 'The reply has Content-Length and a chunked body.',
      ...sendRaw(
        'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n',
      ),
    },
    'not-http': { says: 'The reply is not HTTP.', ...sendRaw('Hello, this is no status line.\r\n\r\n') },
  },
  'http/replies': {
    'hang-up-on-long-output': {
      says: 'The connection is closed without a reply when a long answer is requested.',
      ...onWire(isLong, { do: 'hang-up' }),
    },
    'hang-up-on-bad-parameter': {
      says: 'The connection is closed without a reply when a parameter is out of range.',
      seen: 'https://github.com/NVIDIA/TensorRT-LLM/issues/6329',
      ...onWire(({ body }) => Number(body?.temperature) > 2 || Number(body?.top_p) > 1, { do: 'hang-up' }),
    },
    'hang-up-on-large-seed': {
      says: 'The connection is closed without a reply when the seed has more than 31 bits.',
      seen: 'https://github.com/vllm-project/vllm/pull/4529',
      ...onWire(({ body }) => Number(body?.seed) >= 2 ** 31, { do: 'hang-up' }),
    },
    'hang-up-on-large-body': {
      says: 'The connection is closed without a reply when the request body is larger than 1 MiB.',
      ...onWire(isLarge, { do: 'hang-up' }),
    },
  },
  'http/reply-ends': {
    'json-never-ends': { says: 'The body of a completion never ends.', ...onWire(isSmallest, { do: 'never-end' }) },
    'endless-body': {
      says: 'An endless series of bytes follows a completion.',
      ...onWire(isSmallest, { do: 'endless', piece: '{"more":1}'.repeat(1000) }),
    },
    'stream-never-ends': {
      says: 'After the finish_reason, a stream neither continues nor ends.',
      frames: (frames, asked) => (isLong(asked) ? frames.slice(0, -1) : frames),
      ...onWire(isLong, { do: 'never-end' }),
    },
    'stream-stalls': {
      says: 'A stream stops in the middle of the answer and never ends.',
      frames: (frames, asked) => (isLong(asked) ? frames.slice(0, 9) : frames),
      ...onWire(isLong, { do: 'never-end' }),
    },
  },
  'http/server-error': {
    'server-error-on-logprobs': {
      says: 'A request for log probabilities is answered with 500.',
      seen: 'https://github.com/vllm-project/vllm/issues/10234',
      ...refuseRequests(({ logprobs }) => logprobs === true, 500, 'Out of range float values.'),
    },
    'server-error-on-zero-characters': {
      says: 'A message with the character U+0000 is answered with 500.',
      ...refuseRequests(({ messages }) => JSON.stringify(messages ?? '').includes('\\u0000'), 500, 'NUL in a string.'),
    },
    'server-error-on-stop-strings': {
      says: 'An array of stop strings is answered with 500.',
      also: ['params/stop-both-forms'],
      ...refuseRequests(({ stop }) => Array.isArray(stop), 500, 'Internal error.'),
    },
    'server-error-in-mid-stream': {
      says: 'The stream for a valid request ends with an internal error.',
      chunks: (chunks) => [
        ...chunks.slice(0, 2),
        { error: { message: 'Internal server error', type: 'server_error', param: null, code: null } },
      ],
      frames: (frames) => frames.slice(0, -1),
    },
  },
  'http/large-request-body': {
    'large-body-refused-oddly': {
      says: 'A request body larger than 1 MiB is refused with 431.',
      ...refuseAll(isLarge, 431, 'Too large.'),
    },
    'large-body-fails': {
      says: 'A request body larger than 1 MiB is answered with 500.',
      also: ['http/server-error'],
      ...refuseAll(isLarge, 500, 'Internal error.'),
    },
  },
  'http/disconnect-tolerated': {
    'ill-after-left-streams': {
      says: 'After the client closed some streams early, the next valid request is refused.',
      ...refuseText('still here', 'No slot is free.'),
    },
  },
  'http/usable-after-error': {
    'ill-after-a-bad-request': {
      says: 'After some invalid requests, the next valid request is refused.',
      ...refuseText('well again', 'The request is malformed.'),
    },
  },
})
