import type { Tables } from '../../support/rule.ts'
import {
  aChunk,
  aCompletion,
  type Circumstances,
  chunksSaying,
  completion,
  ERROR,
  errorReply,
  frame,
  model,
  models,
  reply,
  stream,
} from '../../support/seen.ts'

const JSON_TYPE = { 'content-type': 'application/json' }
const PAGE = '<!doctype html><title>Hello</title>'

/** The beginning of a stream, as it was when the time or size limit was met. */
function begun(deltas: readonly unknown[], about: Circumstances, choice = {}) {
  return stream(
    deltas.map((delta) => aChunk(delta, choice)),
    { done: false, ...about },
  )
}

const finished = [...chunksSaying('Hi').slice(0, 2), aChunk({}, { finish_reason: 'stop' })]

const failing = (error: unknown) => [...chunksSaying('Hi').slice(0, 2), { error }]

export default {
  'http/no-redirect': {
    pass: {
      'an error without a redirect': errorReply(404),
      'a redirect of another path': reply('', { status: 307, endpoint: 'other' }),
    },
    fail: {
      '307 to the path with a slash': [reply('', { status: 307, headers: { location: '/v1/x/' } }), '/status'],
      '301 of the model list': [reply('', { status: 301, endpoint: 'models', method: 'GET' }), '/status'],
      '302 with a JSON body': [errorReply(302), '/status'],
    },
  },

  'http/status-200': {
    pass: {
      'a completion': completion(),
      'a stream': stream(),
      'the model list': models(),
    },
    fail: {
      '201 for a completion': [completion(aCompletion(), { status: 201 }), '/status'],
      '202 for a stream': [stream(chunksSaying('Hi'), { status: 202 }), '/status'],
      '203 for a model': [model(undefined, { status: 203 }), '/status'],
    },
  },

  'http/json-content-type': {
    pass: {
      'application/json': completion(),
      'with a charset': completion(aCompletion(), { headers: { 'content-type': 'application/json; charset=utf-8' } }),
      'in upper case': completion(aCompletion(), { headers: { 'content-type': 'Application/JSON' } }),
      'the model list': models(),
      'a JSON object in place of a stream (another rule)': completion(aCompletion(), {
        ask: { stream: true },
        headers: { 'content-type': 'text/plain' },
      }),
    },
    fail: {
      'text/plain': [completion(aCompletion(), { headers: { 'content-type': 'text/plain' } }), '/headers/content-type'],
      'no content type': [completion(aCompletion(), { headers: { 'content-type': '' } }), '/headers/content-type'],
      'a model list with text/html': [
        models(undefined, { headers: { 'content-type': 'text/html' } }),
        '/headers/content-type',
      ],
      'a vendor media type for a model': [
        model(undefined, { headers: { 'content-type': 'application/vnd.api+json' } }),
        '/headers/content-type',
      ],
    },
  },

  'http/sse-content-type': {
    pass: {
      'text/event-stream': stream(),
      'with charset utf-8': stream(undefined, { headers: { 'content-type': 'text/event-stream; charset=UTF-8' } }),
      'with a quoted charset': stream(undefined, { headers: { 'content-type': 'text/event-stream;charset="utf-8"' } }),
      'with another parameter': stream(undefined, { headers: { 'content-type': 'text/event-stream; profile=x' } }),
      'a stream that was not requested (another rule)': stream(undefined, {
        ask: { stream: false },
        headers: { 'content-type': 'text/plain' },
      }),
      'an empty reply (another rule)': stream('', { headers: { 'content-type': '' } }),
      'a completion without stream': completion(),
    },
    fail: {
      'text/plain': [stream(undefined, { headers: { 'content-type': 'text/plain' } }), '/headers/content-type'],
      'application/json': [stream(undefined, { headers: JSON_TYPE }), '/headers/content-type'],
      'no content type': [stream(undefined, { headers: { 'content-type': '' } }), '/headers/content-type'],
      'a charset other than utf-8': [
        stream(undefined, { headers: { 'content-type': 'text/event-stream; charset=ISO-8859-1' } }),
        '/headers/content-type',
      ],
      'one JSON object in place of a stream': [
        completion(aCompletion(), { ask: { stream: true } }),
        '/headers/content-type',
      ],
      'bare JSON lines': [
        stream('{"a":1}\n{"a":2}\n', { headers: { 'content-type': 'application/x-ndjson' } }),
        '/headers/content-type',
      ],
    },
  },

  'http/stream-false-is-json': {
    pass: {
      'a requested stream': stream(),
      'stream with a value of the wrong type': stream(undefined, { ask: { stream: 'yes' }, owed: 'refusal' }),
      'a request that is not JSON': reply(frame({}), { askText: '{"stream":', owed: 'refusal' }),
    },
    fail: {
      'a stream although stream is false': [stream(undefined, { ask: { stream: false } }), '/body'],
      'a stream although stream is null': [stream(undefined, { ask: { stream: null } }), '/body'],
      'a stream although stream is absent': [reply(frame(aChunk({ content: 'Hi' }))), '/body'],
    },
  },

  'http/message-framing': {
    pass: {
      'a complete reply': completion(),
      'a stream that never ends (another rule)': stream(undefined, { ended: 'stalled' }),
      'no reply at all (another rule)': reply('', { ended: 'hung-up' }),
    },
    fail: {
      'an incomplete completion': [reply('{"id":', { ended: 'cut' }), '/body'],
      'fewer bytes than announced': [reply('{"id":', { ended: 'cut', headers: { 'content-length': '500' } }), '/body'],
      'a connection cut after [DONE]': [stream(undefined, { ended: 'cut' }), '/body'],
      'broken chunked encoding': [stream(undefined, { ended: 'malformed' }), '/body'],
      'an incomplete error': [errorReply(400, ERROR, { ended: 'cut' }), '/body'],
    },
  },

  'http/replies': {
    pass: {
      'an unreadable reply': reply(PAGE),
      'no connection': reply('', { ended: 'unreachable' }),
      'no reply in time (another rule)': reply('', { ended: 'no-reply' }),
      'a run that was stopped': reply('', { ended: 'aborted' }),
    },
    fail: {
      'the connection closes without a reply': [reply('', { ended: 'hung-up' }), ''],
      'the connection closes on an invalid parameter': [
        reply('', { ended: 'hung-up', owed: 'refusal', ask: { top_p: 7 } }),
        '',
      ],
    },
  },

  'http/reply-ends': {
    pass: {
      'a complete stream': stream(),
      'a stream that stays open after [DONE] (another rule)': stream(undefined, { ended: 'stalled' }),
      'a slow model without max_tokens': begun([{ content: 'and' }, { content: ' on' }], {
        ended: 'timeout',
      }),
      'a slow model below max_tokens': begun([{ content: 'and' }, { content: ' on' }], {
        ended: 'timeout',
        ask: { max_completion_tokens: 500 },
      }),
      'no text yet after the role: the prompt takes long to process': begun([{ role: 'assistant', content: '' }], {
        ended: 'stalled',
      }),
      'only comments so far': stream(': wait\n\n: wait\n\n', { ended: 'timeout' }),
      'whitespace while a completion is generated': reply(' \n \n', { ended: 'timeout' }),
      'headers without a body': reply('', { ended: 'stalled' }),
      'an incomplete stream (another rule)': begun([{ content: 'Hi' }], { ended: 'cut' }),
      'a long answer without max_tokens': begun(
        Array.from({ length: 40 }, () => ({ content: 'x'.repeat(50_000) })),
        { ended: 'too-big' },
      ),
    },
    fail: {
      'a stream that stalls in the middle': [begun([{ content: 'Hi' }], { ended: 'stalled' }), '/body'],
      'a stream that stalls inside a tool call': [
        begun([{ tool_calls: [{ index: 0, function: { arguments: '{' } }] }], { ended: 'stalled' }),
        '/body',
      ],
      'a stream that stays open after the finish_reason': [
        stream(finished, { done: false, ended: 'timeout' }),
        '/body',
      ],
      'far more text than max_tokens allows': [
        begun(
          Array.from({ length: 200 }, () => ({ content: 'a' })),
          { ended: 'timeout', ask: { max_tokens: 5 } },
        ),
        '/body',
      ],
      'endless comments': [stream(': '.repeat(600_000), { ended: 'too-big' }), '/body'],
      'an endless JSON body': [reply(`{"a":"${'x'.repeat(1000)}`, { ended: 'too-big' }), '/body'],
      'a completion that stalls in the middle': [reply('{"id":"chatcmpl-1",', { ended: 'stalled' }), '/body'],
    },
  },

  'http/server-error': {
    pass: {
      'a 4xx reply': errorReply(400, ERROR, { owed: 'success' }),
      'a proxy without an upstream': errorReply(502, ERROR, { owed: 'success' }),
      'an overloaded server': errorReply(503, ERROR, { owed: 'success' }),
      'a feature that is not implemented': errorReply(501, ERROR, { owed: 'success' }),
      '500 for an invalid request (another rule)': errorReply(500, ERROR, { owed: 'refusal' }),
      'a stream that ends in a client error': stream([
        { error: { message: 'No.', type: 'invalid_request_error', code: 400 } },
      ]),
      'a stream that ends in an overload error': stream(failing({ message: 'Busy', type: 'server_error', code: 503 })),
      'a stream that ends in a rate limit error': stream(failing({ message: 'Busy', code: 'rate_limit_exceeded' })),
      'a stream that ends in a server busy error': stream(failing('Server is busy, please try again later')),
      'a complete stream': stream(),
    },
    fail: {
      '500 for a valid request': [errorReply(500, ERROR, { owed: 'success' }), '/status'],
      '500 where a 4xx is allowed': [errorReply(500, ERROR, { owed: 'either' }), '/status'],
      'an error in mid-stream': [
        stream(failing({ message: 'Boom', type: 'server_error', code: null })),
        '/events/2/data',
      ],
      'an error in mid-stream in another format': [stream(failing('Boom')), '/events/2/data'],
    },
  },
} satisfies Tables
