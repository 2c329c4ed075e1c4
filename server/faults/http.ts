/** Replies whose status line, headers or connection are wrong. */
import { gzipSync } from 'node:zlib'
import type { Asked, Fault, Refusal, Reply } from '../twist.ts'

/** A refusal that this server would not make. */
function refusal(status: number, message: string): Refusal {
  return { status, message, type: 'invalid_request_error', param: null, code: null }
}

function isChat({ method, path }: Asked): boolean {
  return method === 'POST' && path === '/chat/completions'
}

/** A chat request of nothing but the model and the messages. */
function isSmallest(asked: Asked): boolean {
  return (
    isChat(asked) &&
    Object.keys(asked.body ?? {})
      .sort()
      .join() === 'messages,model'
  )
}

/** The request body is larger than a mebibyte. */
function isLarge({ headers }: Asked): boolean {
  return Number(headers['content-length']) > 1024 * 1024
}

/** Only successes: what is wrong with errors is in another file. */
function onSuccess(change: (reply: Reply, asked: Asked) => void): Pick<Fault, 'reply'> {
  return {
    reply: (reply, asked) => {
      if (reply.status === 200) change(reply, asked)
    },
  }
}

function streamType(type: string | undefined): Pick<Fault, 'head'> {
  return {
    head: ({ headers }) => {
      if (type === undefined) delete headers['content-type']
      else headers['content-type'] = type
    },
  }
}

export default {
  'chat-path-unknown': {
    says: 'A chat request without options is answered as if the path were unknown.',
    breaks: 'http/chat-path',
    refusal: (found, asked) => (isSmallest(asked) ? refusal(404, 'Not found.') : found),
  },
  'chat-path-not-implemented': {
    says: 'A chat request without options is answered with 501.',
    breaks: 'http/chat-path',
    refusal: (found, asked) => (isSmallest(asked) ? refusal(501, 'Not implemented.') : found),
  },
  'chat-redirected': {
    says: 'A chat request without options is redirected to the path with a slash at its end.',
    breaks: 'http/no-redirect',
    also: ['http/chat-path'],
    refusal: (found, asked) => (isSmallest(asked) ? refusal(307, 'Moved.') : found),
    reply: (reply) => {
      if (reply.status === 307) reply.headers.location = '/v1/chat/completions/'
    },
  },
  'models-redirected': {
    says: 'The model list is redirected to the path with a slash at its end.',
    breaks: 'http/no-redirect',
    also: ['models/list-shape'],
    refusal: (found, { path }) => (path === '/models' ? refusal(301, 'Moved.') : found),
    reply: (reply) => {
      if (reply.status !== 301) return
      reply.headers = { location: '/v1/models/' }
      reply.body = ''
    },
  },
  'status-201': {
    says: 'A completion is answered with 201 Created.',
    breaks: 'http/status-200',
    ...onSuccess((reply, asked) => {
      if (isChat(asked)) reply.status = 201
    }),
  },
  'stream-status-202': {
    says: 'A stream is answered with 202 Accepted.',
    breaks: 'http/status-200',
    head: (head) => {
      head.status = 202
    },
  },
  'json-as-plain-text': {
    says: 'JSON replies are announced as text/plain.',
    breaks: 'http/json-content-type',
    ...onSuccess((reply) => {
      reply.headers['content-type'] = 'text/plain; charset=utf-8'
    }),
  },
  'json-without-type': {
    says: 'JSON replies have no Content-Type.',
    breaks: 'http/json-content-type',
    ...onSuccess((reply) => {
      delete reply.headers['content-type']
    }),
  },
  'models-as-html': {
    says: 'The model list is announced as text/html.',
    breaks: 'http/json-content-type',
    ...onSuccess((reply, { path }) => {
      if (path === '/models') reply.headers['content-type'] = 'text/html'
    }),
  },
  'json-as-stream-type': {
    says: 'A completion that is not streamed is announced as text/event-stream.',
    breaks: 'stream/line-syntax',
    also: ['http/stream-false-is-json'],
    ...onSuccess((reply, asked) => {
      if (isSmallest(asked)) reply.headers['content-type'] = 'text/event-stream'
    }),
  },
  'stream-as-plain-text': {
    says: 'A stream is announced as text/plain.',
    breaks: 'http/sse-content-type',
    seen: 'https://github.com/containers/ramalama/issues/2837',
    ...streamType('text/plain; charset=utf-8'),
  },
  'stream-as-json': {
    says: 'A stream is announced as application/json.',
    breaks: 'http/sse-content-type',
    seen: 'https://github.com/vllm-project/vllm-ascend/pull/6985',
    ...streamType('application/json'),
  },
  'stream-without-type': {
    says: 'A stream has no Content-Type.',
    breaks: 'http/sse-content-type',
    seen: 'https://github.com/nearai/private-ml-sdk/pull/20',
    ...streamType(undefined),
  },
  'stream-charset-latin1': {
    says: 'A stream is announced in another charset than UTF-8.',
    breaks: 'http/sse-content-type',
    ...streamType('text/event-stream; charset=ISO-8859-1'),
  },
  'stream-flag-ignored': {
    says: 'stream: true is answered with one JSON object.',
    breaks: 'http/sse-content-type',
    request: (body) => {
      body.stream = false
    },
  },
  'stream-flag-ignored-with-tools': {
    says: 'stream: true beside tools is answered with one JSON object.',
    breaks: 'http/sse-content-type',
    seen: 'https://github.com/InternLM/lmdeploy/issues/2552',
    request: (body) => {
      if (body.tools && body.tool_choice !== 'none') body.stream = false
    },
  },
  'stream-by-default': {
    says: 'A request that says nothing about stream gets an event stream.',
    breaks: 'http/stream-false-is-json',
    request: (body) => {
      if (body.stream === undefined) body.stream = true
    },
  },
  'stream-false-ignored': {
    says: 'stream: false and stream: null are answered with an event stream.',
    breaks: 'http/stream-false-is-json',
    request: (body) => {
      if (body.stream === false || body.stream === null) body.stream = true
    },
  },
  'gzip-unasked': {
    says: 'JSON replies are compressed though the client asks for no coding.',
    breaks: 'http/identity-encoding',
    ...onSuccess((reply) => {
      reply.headers['content-encoding'] = 'gzip'
      reply.body = gzipSync(reply.body)
    }),
  },
  'stream-gzip-unasked': {
    says: 'Streams are compressed though the client asks for no coding.',
    breaks: 'http/identity-encoding',
    head: ({ headers }) => {
      headers['content-encoding'] = 'gzip'
    },
    pieces: (pieces) => [gzipSync(Buffer.concat(pieces))],
  },
  'gzip-claimed': {
    says: 'JSON replies say that they are compressed and are not.',
    breaks: 'http/content-coding-true',
    ...onSuccess((reply) => {
      reply.headers['content-encoding'] = 'gzip'
    }),
  },
  'stream-br-claimed': {
    says: 'Streams say that they are compressed and are not.',
    breaks: 'http/content-coding-true',
    head: ({ headers }) => {
      headers['content-encoding'] = 'br'
    },
  },
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
    wire: ({ body }) => (body?.max_completion_tokens === 300 ? { do: 'hang-up' } : undefined),
  },
  'hang-up-on-bad-parameter': {
    says: 'The connection is closed without a reply when a parameter is out of range.',
    breaks: 'http/replies',
    seen: 'https://github.com/NVIDIA/TensorRT-LLM/issues/6329',
    wire: ({ body }) => (Number(body?.temperature) > 2 || Number(body?.top_p) > 1 ? { do: 'hang-up' } : undefined),
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
    frames: (frames, { body }) => (body?.max_completion_tokens === 300 ? frames.slice(0, -1) : frames),
    wire: ({ body }) => (body?.max_completion_tokens === 300 ? { do: 'never-end' } : undefined),
  },
  'stream-stalls': {
    says: 'A stream stops in the middle of the answer and is never ended.',
    breaks: 'http/reply-ends',
    frames: (frames, { body }) => (body?.max_completion_tokens === 300 ? frames.slice(0, 9) : frames),
    wire: ({ body }) => (body?.max_completion_tokens === 300 ? { do: 'never-end' } : undefined),
  },
  'server-error-on-logprobs': {
    says: 'A request for log probabilities is answered with 500.',
    breaks: 'http/server-error',
    also: ['logprobs/present'],
    seen: 'https://github.com/vllm-project/vllm/issues/10234',
    refusal: (found, { body }) =>
      found ?? (body?.logprobs === true ? refusal(500, 'Out of range float values.') : found),
  },
  'server-error-on-stop-strings': {
    says: 'A list of stop strings is answered with 500.',
    breaks: 'http/server-error',
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
  'retry-after-fraction': {
    says: 'A refusal has a Retry-After of 1.5s.',
    breaks: 'http/retry-after-syntax',
    ...retryAfter('1.5s'),
  },
  'retry-after-iso-date': {
    says: 'A refusal has a Retry-After with a date of another form than that of HTTP.',
    breaks: 'http/retry-after-syntax',
    ...retryAfter('2026-10-21T07:28:00Z'),
  },
  'request-id-constant': {
    says: 'Every reply has the same x-request-id.',
    breaks: 'http/request-id-header',
    reply: ({ headers }) => {
      headers['x-request-id'] = 'req_1'
    },
  },
  'ratelimit-in-words': {
    says: 'The x-ratelimit headers hold words.',
    breaks: 'http/ratelimit-headers',
    reply: ({ headers }) => {
      headers['x-ratelimit-remaining-requests'] = 'unlimited'
      headers['x-ratelimit-reset-requests'] = 'tomorrow'
    },
  },
  'accept-json-refused': {
    says: 'A stream is refused with 406 when the client accepts only JSON.',
    breaks: 'http/accept-json-tolerated',
    refusal: (found, { streamed, headers }) =>
      found ?? (streamed && headers.accept === 'application/json' ? refusal(406, 'Not acceptable.') : found),
  },
  'library-headers-refused': {
    says: 'A request with headers of a client library is refused.',
    breaks: 'http/unknown-request-headers-ignored',
    refusal: (found, { headers }) =>
      found ?? (headers['x-stainless-lang'] ? refusal(400, 'Unknown header x-stainless-lang.') : found),
  },
  'charset-refused': {
    says: 'A request with a charset parameter in its Content-Type is refused with 415.',
    breaks: 'http/request-charset-parameter',
    refusal: (found, { headers }) =>
      found ?? (/charset/i.test(String(headers['content-type'])) ? refusal(415, 'Unsupported media type.') : found),
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
  'ill-after-a-bad-request': {
    says: 'After a body that is a JSON array the next plain request is refused too.',
    breaks: 'http/usable-after-error',
    ...illAfterArray(),
  },
} satisfies Record<string, Fault>

function retryAfter(value: string): Pick<Fault, 'reply'> {
  return {
    reply: (reply) => {
      if (reply.status >= 400) reply.headers['retry-after'] = value
    },
  }
}

/** Once, so that it is always the same request that is hit. */
function illAfterArray(): Pick<Fault, 'refusal'> {
  let state: 'well' | 'ill' | 'over' = 'well'
  return {
    refusal: (found, asked) => {
      if (asked.count === 0) state = 'well'
      if (found && /another type/.test(found.message) && state === 'well') state = 'ill'
      if (found || state !== 'ill' || asked.body?.max_completion_tokens !== 16 || asked.streamed) return found
      state = 'over'
      return refusal(400, 'The request is malformed.')
    },
  }
}
