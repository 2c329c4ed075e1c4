/** Replies whose status line or headers are wrong. */
import { gzipSync } from 'node:zlib'
import type { Asked, Fault, Reply } from '../twist.ts'
import { isSmallest, refusal } from './_asked.ts'

function isChat({ method, path }: Asked): boolean {
  return method === 'POST' && path === '/chat/completions'
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
  'retry-after-fraction': {
    says: 'A refusal has a Retry-After of 1.5s.',
    breaks: 'http/retry-after-syntax',
    ...retryAfter('1.5s'),
  },
  'retry-after-zero': {
    says: 'A rate limit has a Retry-After of 0.',
    breaks: 'http/retry-after-syntax',
    refusal: (found, asked) => (isSmallest(asked) ? refusal(429, 'Rate limit reached.') : found),
    ...retryAfter('0'),
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
} satisfies Record<string, Fault>

function retryAfter(value: string): Pick<Fault, 'reply'> {
  return {
    reply: (reply) => {
      if (reply.status >= 400) reply.headers['retry-after'] = value
    },
  }
}
