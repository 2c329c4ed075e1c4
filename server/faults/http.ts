/** Replies whose status line or headers are wrong. */
import { gzipSync } from 'node:zlib'
import type { Asked, Fault, Reply } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { inBody, isSmallest, refuseAll, refuseValid } from './_requests.ts'

function isChat({ method, path }: Asked): boolean {
  return method === 'POST' && path === '/chat/completions'
}

/** Changes successful replies only. */
function onSuccess(change: (reply: Reply, asked: Asked) => void): Pick<Fault, 'reply'> {
  return {
    reply: (reply, asked) => {
      if (reply.status === 200) change(reply, asked)
    },
  }
}

/** Sets the Content-Type of JSON replies, or removes it. */
const setType = (type: string | undefined, when: (asked: Asked) => boolean = () => true) =>
  onSuccess(({ headers }, asked) => {
    if (!when(asked)) return
    if (type === undefined) delete headers['content-type']
    else headers['content-type'] = type
  })

/** Sets a header of streams, or removes it. */
function setStreamHeader(name: string, value: string | undefined): Pick<Fault, 'head'> {
  return {
    head: ({ headers }) => {
      if (value === undefined) delete headers[name]
      else headers[name] = value
    },
  }
}

const setStreamType = (type: string | undefined) => setStreamHeader('content-type', type)

/** Sends Retry-After with every error. */
function setRetryAfter(value: string): Pick<Fault, 'reply'> {
  return {
    reply: (reply) => {
      if (reply.status >= 400) reply.headers['retry-after'] = value
    },
  }
}

export default defineFaults({
  'http/chat-path': {
    'chat-path-unknown': {
      says: 'A minimal chat request is answered with 404.',
      ...refuseAll(isSmallest, 404, 'Not found.'),
    },
    'chat-path-not-implemented': {
      says: 'A minimal chat request is answered with 501.',
      ...refuseAll(isSmallest, 501, 'Not implemented.'),
    },
  },
  'http/no-redirect': {
    'chat-redirected': {
      says: 'A minimal chat request is redirected to the path with a trailing slash.',
      also: ['http/chat-path'],
      ...refuseAll(isSmallest, 307, 'Moved.'),
      reply: (reply) => {
        if (reply.status === 307) reply.headers.location = '/v1/chat/completions/'
      },
    },
    'models-redirected': {
      says: 'GET /models is redirected to the path with a trailing slash.',
      also: ['models/list-shape'],
      ...refuseAll(({ path }) => path === '/models', 301, 'Moved.'),
      reply: (reply) => {
        if (reply.status !== 301) return
        reply.headers = { location: '/v1/models/' }
        reply.body = ''
      },
    },
  },
  'http/status-200': {
    'status-201': {
      says: 'A completion has status 201 Created.',
      ...onSuccess((reply, asked) => {
        if (isChat(asked)) reply.status = 201
      }),
    },
    'stream-status-202': {
      says: 'A stream has status 202 Accepted.',
      head: (head) => {
        head.status = 202
      },
    },
  },
  'http/json-content-type': {
    'json-as-plain-text': {
      says: 'The Content-Type of JSON replies is text/plain.',
      ...setType('text/plain; charset=utf-8'),
    },
    'json-without-type': { says: 'JSON replies have no Content-Type.', ...setType(undefined) },
    'models-as-html': {
      says: 'The Content-Type of the list of models is text/html.',
      ...setType('text/html', ({ path }) => path === '/models'),
    },
  },
  'stream/line-syntax': {
    'json-as-stream-type': {
      says: 'The Content-Type of a completion that is not streamed is text/event-stream.',
      also: ['http/stream-false-is-json'],
      ...setType('text/event-stream', isSmallest),
    },
  },
  'http/sse-content-type': {
    'stream-as-plain-text': {
      says: 'The Content-Type of a stream is text/plain.',
      seen: 'https://github.com/containers/ramalama/issues/2837',
      ...setStreamType('text/plain; charset=utf-8'),
    },
    'stream-as-html': { says: 'The Content-Type of a stream is text/html.', ...setStreamType('text/html') },
    'stream-as-json': {
      says: 'The Content-Type of a stream is application/json.',
      seen: 'https://github.com/vllm-project/vllm-ascend/pull/6985',
      ...setStreamType('application/json'),
    },
    'stream-without-type': {
      says: 'A stream has no Content-Type.',
      seen: 'https://github.com/nearai/private-ml-sdk/pull/20',
      ...setStreamType(undefined),
    },
    'stream-charset-latin1': {
      says: 'The Content-Type of a stream names a charset other than UTF-8.',
      ...setStreamType('text/event-stream; charset=ISO-8859-1'),
    },
    'stream-flag-ignored': { says: 'stream: true is answered with one JSON object.', ...inBody({ stream: false }) },
    'stream-flag-ignored-with-tools': {
      says: 'With tools, stream: true is answered with one JSON object.',
      seen: 'https://github.com/InternLM/lmdeploy/issues/2552',
      ...inBody({ stream: false }, ({ tools, tool_choice }) => tools && tool_choice !== 'none'),
    },
  },
  'http/stream-false-is-json': {
    'stream-by-default': {
      says: 'A request without stream is answered with a stream.',
      ...inBody({ stream: true }, ({ stream }) => stream === undefined),
    },
    'stream-false-ignored': {
      says: 'stream: false and stream: null are answered with a stream.',
      ...inBody({ stream: true }, ({ stream }) => stream === false || stream === null),
    },
  },
  'http/identity-encoding': {
    'gzip-unasked': {
      says: 'JSON replies are compressed, although the client accepts no compression.',
      ...onSuccess((reply) => {
        reply.headers['content-encoding'] = 'gzip'
        reply.body = gzipSync(reply.body)
      }),
    },
    'stream-gzip-unasked': {
      says: 'Streams are compressed, although the client accepts no compression.',
      ...setStreamHeader('content-encoding', 'gzip'),
      pieces: (pieces) => [gzipSync(Buffer.concat(pieces))],
    },
  },
  'http/auth-scheme-case': {
    'lower-case-scheme-refused': {
      says: 'A key is accepted only after Bearer with a capital letter.',
      ...refuseValid(({ headers }) => String(headers.authorization).startsWith('bearer '), 401, 'No API key was sent.'),
    },
  },
  'http/content-coding-true': {
    'gzip-claimed-where-accepted': {
      says: 'Where the client accepts gzip, replies have Content-Encoding: gzip but are not compressed.',
      ...onSuccess(({ headers }, asked) => {
        if (asked.headers['accept-encoding'] === 'gzip') headers['content-encoding'] = 'gzip'
      }),
    },
    'stream-gzip-claimed-where-accepted': {
      says: 'Where the client accepts gzip, streams have Content-Encoding: gzip but are not compressed.',
      head: ({ headers }, asked) => {
        if (asked.headers['accept-encoding'] === 'gzip') headers['content-encoding'] = 'gzip'
      },
    },
    'gzip-claimed': {
      says: 'JSON replies have Content-Encoding: gzip but are not compressed.',
      ...onSuccess(({ headers }) => {
        headers['content-encoding'] = 'gzip'
      }),
    },
    'stream-br-claimed': {
      says: 'Streams have Content-Encoding: br but are not compressed.',
      ...setStreamHeader('content-encoding', 'br'),
    },
  },
  'http/retry-after-syntax': {
    'retry-after-fraction': { says: 'An error has Retry-After: 1.5s.', ...setRetryAfter('1.5s') },
    'retry-after-zero': {
      says: 'A 429 has Retry-After: 0.',
      ...refuseAll(isSmallest, 429, 'Rate limit reached.'),
      ...setRetryAfter('0'),
    },
    'retry-after-iso-date': {
      says: 'The Retry-After of an error is a date that is not in the format of HTTP.',
      ...setRetryAfter('2026-10-21T07:28:00Z'),
    },
  },
  'http/request-id-header': {
    'request-id-constant': {
      says: 'Every reply has the same x-request-id.',
      reply: ({ headers }) => {
        headers['x-request-id'] = 'req_1'
      },
    },
  },
  'http/ratelimit-headers': {
    'ratelimit-in-words': {
      says: 'The x-ratelimit headers hold words, not numbers and durations.',
      reply: ({ headers }) => {
        headers['x-ratelimit-remaining-requests'] = 'unlimited'
        headers['x-ratelimit-reset-requests'] = 'tomorrow'
      },
    },
  },
  'http/accept-json-tolerated': {
    'accept-json-refused': {
      says: 'A request for a stream with Accept: application/json is refused with 406.',
      ...refuseValid(
        ({ streamed, headers }) => streamed && headers.accept === 'application/json',
        406,
        'Not acceptable.',
      ),
    },
  },
  'http/unknown-request-headers-ignored': {
    'library-headers-refused': {
      says: 'A request with headers of a client library is refused.',
      ...refuseValid(({ headers }) => headers['x-stainless-lang'], 400, 'Unknown header x-stainless-lang.'),
    },
  },
  'http/request-charset-parameter': {
    'charset-refused': {
      says: 'A request with a charset in its Content-Type is refused with 415.',
      ...refuseValid(({ headers }) => /charset/i.test(String(headers['content-type'])), 415, 'Unsupported media type.'),
    },
  },
})
