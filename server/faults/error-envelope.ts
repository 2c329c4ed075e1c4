/** Errors with a wrong shape or status, or with too much in them. */
import type { Asked, Loose, Refusal, Reply } from '../twist.ts'
import { defineFaults } from './_define.ts'
import { inCompletion, inError, setField } from './_places.ts'
import { setStatus } from './_requests.ts'

/** Changes replies with an error status. */
const inErrorReplies = (change: (reply: Reply) => unknown) => ({
  reply: (reply: Reply) => {
    if (reply.status >= 400) change(reply)
  },
})

/** Sends an HTML page in place of a reply. */
const toPage = (reply: Reply): void => {
  reply.headers['content-type'] = 'text/html'
  reply.body = `<html><body><h1>${reply.status}</h1></body></html>`
}

/** Sends the fields of the error at the top level of the body. */
const flatten = (code: number) => ({ error: ({ error }: Loose) => ({ object: 'error', ...error, code }) })

/** Answers every ninth request with 429. */
const limitRate = {
  refusal: (refusal: Refusal | undefined, { count }: Asked): Refusal | undefined =>
    count % 9 === 8
      ? { status: 429, message: 'Slow down.', type: 'requests', param: null, code: 'rate_limit_exceeded' }
      : refusal,
}

const TRACE = 'Traceback (most recent call last):\n  File "/app/server.py", line 12, in chat\n    raise ValueError'

export default defineFaults({
  'error/envelope': {
    'error-flat': {
      says: 'The fields of an error are at the top level of its body.',
      seen: 'https://github.com/lm-sys/FastChat/issues/1833',
      ...flatten(400),
    },
    'error-in-array': { says: 'An error body is an array.', error: (body) => [body] },
    'error-page': { says: 'Error bodies are HTML pages.', ...inErrorReplies(toPage) },
    'error-empty': { says: 'Errors have no body.', ...inErrorReplies((reply) => (reply.body = '')) },
    'errors-in-detail': {
      says: 'Error bodies have the field detail in place of error.',
      error: ({ error }) => ({ detail: error.message }),
    },
  },
  'error/field-types': {
    'error-code-is-status': {
      says: 'The code of an error is the HTTP status, and its type is the name of a class.',
      seen: 'https://github.com/vllm-project/vllm/issues/35438',
      ...inError({ code: 400, type: 'BadRequestError' }),
    },
  },
  'error/message-non-empty': {
    'error-message-empty': setField('error', 'message', ''),
    'error-message-blank': setField('error', 'message', ' '),
  },
  'error/content-type-json': {
    'error-called-text': {
      says: 'The Content-Type of error bodies is text/plain.',
      ...inErrorReplies(({ headers }) => (headers['content-type'] = 'text/plain')),
    },
    'error-without-type': {
      says: 'Error bodies have no Content-Type.',
      ...inErrorReplies(({ headers }) => delete headers['content-type']),
    },
  },
  'error/never-2xx': {
    'errors-with-status-200': {
      says: 'Error bodies are sent with status 200.',
      ...inErrorReplies((reply) => (reply.status = 200)),
    },
    'error-flat-with-status-200': {
      says: 'Error bodies without the field error are sent with status 200.',
      seen: 'https://github.com/nodetool-ai/nodetool/pull/5755',
      ...flatten(404),
      ...inErrorReplies((reply) => (reply.status = 200)),
    },
    'error-beside-choices': {
      says: 'A completion has an error next to its choices.',
      ...inCompletion({ error: { message: 'Upstream gave up.', type: 'server_error', param: null, code: null } }),
    },
  },
  'error/client-fault-is-4xx': {
    'errors-with-status-500': {
      says: 'Invalid requests are answered with 500.',
      also: ['http/server-error'],
      ...setStatus(500),
    },
    'wrong-types-are-500': {
      says: 'A parameter of the wrong type is answered with 500.',
      also: ['http/server-error'],
      ...setStatus(500, ({ code }) => code === 'invalid_type'),
    },
    'malformed-json-is-500': {
      says: 'A body that is not JSON is answered with 500.',
      ...setStatus(500, ({ status }, { body }) => status === 400 && !body),
    },
  },
  'error/rate-limit': {
    'rate-limit-page': {
      says: 'The body of a 429 is an HTML page.',
      ...limitRate,
      ...inErrorReplies((reply) => reply.status === 429 && toPage(reply)),
    },
    'rate-limit-flat': {
      says: 'The body of a 429 has its message at the top level.',
      ...limitRate,
      error: ({ error }) => (error.code === 'rate_limit_exceeded' ? { message: error.message } : { error }),
    },
  },
  'error/no-internals': {
    'error-with-trace': { says: 'The message of an error is a stack trace.', ...inError({ message: TRACE }) },
    'error-with-connection-string': {
      says: 'The message of an error has the connection string of a database.',
      ...inError({ message: 'could not connect to postgresql://llm:hunter2@db-1/usage' }),
    },
    'error-with-key': {
      says: 'The message of an error has a key of another service.',
      ...inError({ message: `upstream refused the key sk-proj-${'b7'.repeat(14)}` }),
    },
    'error-with-address': {
      says: 'The message of an error has an address of the internal network.',
      ...inError({ message: 'connect ECONNREFUSED 10.12.0.4:8000' }),
    },
    'error-with-source-file': {
      says: 'The message of an error has the path of a source file.',
      ...inError({ message: 'invalid request (/opt/llm/server/routes/chat.py:212)' }),
    },
    'error-beside-trace': {
      says: 'An error has the stack trace of the server in the field stack.',
      ...inError((error) => (error.stack = `Error: ${error.message}\n    at chat (/srv/app/routes.js:12:5)`)),
    },
  },
  'error/www-authenticate': {
    'no-challenge': {
      says: 'A 401 has no WWW-Authenticate.',
      ...inErrorReplies(({ headers }) => delete headers['www-authenticate']),
    },
    'challenge-empty': {
      says: 'The WWW-Authenticate of a 401 is empty.',
      ...inErrorReplies(({ status, headers }) => status === 401 && Object.assign(headers, { 'www-authenticate': '' })),
    },
  },
  'error/type-invalid-request': {
    'error-type-is-class': {
      ...setField('error', 'type', 'BadRequestError'),
      seen: 'https://github.com/sgl-project/sglang/issues/33504',
    },
    'error-type-by-status': setField('error', 'type', 'not_found_error'),
  },
  'error/param-names-field': {
    'error-param-is-body': setField('error', 'param', 'body'),
    'error-param-empty': {
      says: 'The param of an error is an empty string where it should be null.',
      ...inError({ param: (param: string | null) => param ?? '' }),
    },
  },
})
