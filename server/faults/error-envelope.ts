/** Refusals of a wrong shape, with a wrong status, or with too much in them. */
import type { Fault, Loose, Refusal, Reply } from '../twist.ts'

/** Changes replies that say no. */
const everyRefusal = (change: (reply: Reply) => void) => ({
  reply: (reply: Reply) => {
    if (reply.status >= 400) change(reply)
  },
})

/** Changes members of the error object. */
const withError = (patch: (error: Loose) => object) => ({
  error: ({ error }: Loose) => ({ error: { ...error, ...patch(error) } }),
})

const page = (reply: Reply): void => {
  reply.headers['content-type'] = 'text/html'
  reply.body = `<html><body><h1>${reply.status}</h1></body></html>`
}

/** Every ninth request is one too many. */
const limited = (refusal: Refusal | undefined, { count }: { count: number }): Refusal | undefined =>
  count % 9 === 8
    ? { status: 429, message: 'Slow down.', type: 'requests', param: null, code: 'rate_limit_exceeded' }
    : refusal

const trace = 'Traceback (most recent call last):\n  File "/app/server.py", line 12, in chat\n    raise ValueError'

export default {
  'error-flat': {
    says: 'The members of an error stand at the top of its body.',
    breaks: 'error/envelope',
    seen: 'https://github.com/lm-sys/FastChat/issues/1833',
    error: ({ error }) => ({ object: 'error', ...error, code: 400 }),
  },
  'error-in-array': {
    says: 'An error body is an array.',
    breaks: 'error/envelope',
    error: (body) => [body],
  },
  'error-page': {
    says: 'Refusals are pages of HTML.',
    breaks: 'error/envelope',
    ...everyRefusal(page),
  },
  'error-empty': {
    says: 'Refusals have no body.',
    breaks: 'error/envelope',
    ...everyRefusal((reply) => {
      reply.body = ''
    }),
  },
  'error-code-is-status': {
    says: 'code of an error is the status, and its type the name of a class.',
    breaks: 'error/field-types',
    seen: 'https://github.com/vllm-project/vllm/issues/35438',
    ...withError(() => ({ code: 400, type: 'BadRequestError' })),
  },
  'error-message-empty': {
    says: 'message of an error is empty.',
    breaks: 'error/message-non-empty',
    ...withError(() => ({ message: '' })),
  },
  'error-message-blank': {
    says: 'message of an error is a space.',
    breaks: 'error/message-non-empty',
    ...withError(() => ({ message: ' ' })),
  },
  'error-called-text': {
    says: 'Error bodies are sent as text/plain.',
    breaks: 'error/content-type-json',
    ...everyRefusal((reply) => {
      reply.headers['content-type'] = 'text/plain'
    }),
  },
  'error-without-type': {
    says: 'Error bodies have no Content-Type.',
    breaks: 'error/content-type-json',
    ...everyRefusal((reply) => {
      delete reply.headers['content-type']
    }),
  },
  'error-flat-with-status-200': {
    says: 'A flat error object is sent with status 200.',
    breaks: 'error/never-2xx',
    seen: 'https://github.com/nodetool-ai/nodetool/pull/5755',
    error: ({ error }) => ({ object: 'error', ...error, code: 404 }),
    ...everyRefusal((reply) => {
      reply.status = 200
    }),
  },
  'error-beside-choices': {
    says: 'A completion has an error beside its choices.',
    breaks: 'error/never-2xx',
    completion: (completion) => {
      completion.error = { message: 'Upstream gave up.', type: 'server_error', param: null, code: null }
    },
  },
  'wrong-types-are-500': {
    says: 'A member of the wrong type is answered with 500.',
    breaks: 'error/client-fault-is-4xx',
    also: ['http/server-error'],
    refusal: (refusal) => (refusal?.code === 'invalid_type' ? { ...refusal, status: 500 } : refusal),
  },
  'malformed-json-is-500': {
    says: 'A body that is no JSON is answered with 500.',
    breaks: 'error/client-fault-is-4xx',
    refusal: (refusal, { body }) => (refusal?.status === 400 && !body ? { ...refusal, status: 500 } : refusal),
  },
  'rate-limit-page': {
    says: 'A rate limit is a page of HTML.',
    breaks: 'error/rate-limit',
    refusal: limited,
    ...everyRefusal((reply) => {
      if (reply.status === 429) page(reply)
    }),
  },
  'rate-limit-flat': {
    says: 'A rate limit has its message at the top.',
    breaks: 'error/rate-limit',
    refusal: limited,
    error: ({ error }) => (error.code === 'rate_limit_exceeded' ? { message: error.message } : { error }),
  },
  'error-with-trace': {
    says: 'message of an error is a stack trace.',
    breaks: 'error/no-internals',
    ...withError(() => ({ message: trace })),
  },
  'error-beside-trace': {
    says: 'An error carries the stack of the server.',
    breaks: 'error/no-internals',
    ...withError(({ message }) => ({ stack: `Error: ${message}\n    at chat (/srv/app/routes.js:12:5)` })),
  },
  'no-challenge': {
    says: 'A 401 has no WWW-Authenticate.',
    breaks: 'error/www-authenticate',
    ...everyRefusal((reply) => {
      delete reply.headers['www-authenticate']
    }),
  },
  'challenge-empty': {
    says: 'WWW-Authenticate of a 401 is empty.',
    breaks: 'error/www-authenticate',
    ...everyRefusal((reply) => {
      if (reply.status === 401) reply.headers['www-authenticate'] = ''
    }),
  },
  'error-type-is-class': {
    says: 'type of an error is the name of a class.',
    breaks: 'error/type-invalid-request',
    seen: 'https://github.com/sgl-project/sglang/issues/33504',
    ...withError(() => ({ type: 'BadRequestError' })),
  },
  'error-type-by-status': {
    says: 'type of an error names its status.',
    breaks: 'error/type-invalid-request',
    ...withError(() => ({ type: 'not_found_error' })),
  },
  'error-param-is-body': {
    says: 'param of every error is body.',
    breaks: 'error/param-names-field',
    ...withError(() => ({ param: 'body' })),
  },
  'error-param-empty': {
    says: 'param of an error is empty where it would be null.',
    breaks: 'error/param-names-field',
    ...withError(({ param }) => ({ param: param ?? '' })),
  },
} satisfies Record<string, Fault>
