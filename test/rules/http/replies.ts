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
      'a plain refusal': errorReply(404),
      'a redirect of a path that is none of ours': reply('', { status: 307, endpoint: 'other' }),
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
      'in capitals': completion(aCompletion(), { headers: { 'content-type': 'Application/JSON' } }),
      'the model list': models(),
      'one object where a stream was asked for, named elsewhere': completion(aCompletion(), {
        ask: { stream: true },
        headers: { 'content-type': 'text/plain' },
      }),
    },
    fail: {
      'text/plain': [completion(aCompletion(), { headers: { 'content-type': 'text/plain' } }), '/headers/content-type'],
      'no content type': [completion(aCompletion(), { headers: { 'content-type': '' } }), '/headers/content-type'],
      'an HTML list of models': [
        models(undefined, { headers: { 'content-type': 'text/html' } }),
        '/headers/content-type',
      ],
      'a vendor type for a model': [
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
      'a stream that was not asked for, named elsewhere': stream(undefined, {
        ask: { stream: false },
        headers: { 'content-type': 'text/plain' },
      }),
      'an empty reply, named elsewhere': stream('', { headers: { 'content-type': '' } }),
      'a completion that was asked for': completion(),
    },
    fail: {
      'text/plain': [stream(undefined, { headers: { 'content-type': 'text/plain' } }), '/headers/content-type'],
      'application/json': [stream(undefined, { headers: JSON_TYPE }), '/headers/content-type'],
      'no content type': [stream(undefined, { headers: { 'content-type': '' } }), '/headers/content-type'],
      'another charset': [
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
      'a stream that was asked for': stream(),
      'a stream that was asked for in a wrong way': stream(undefined, { ask: { stream: 'yes' }, owed: 'refusal' }),
      'a request that was no JSON': reply(frame({}), { askText: '{"stream":', owed: 'refusal' }),
    },
    fail: {
      'stream false': [stream(undefined, { ask: { stream: false } }), '/body'],
      'stream null': [stream(undefined, { ask: { stream: null } }), '/body'],
      'stream absent': [reply(frame(aChunk({ content: 'Hi' }))), '/body'],
    },
  },

  'http/message-framing': {
    pass: {
      'a whole reply': completion(),
      'a stream that never ends, named elsewhere': stream(undefined, { ended: 'stalled' }),
      'no reply at all, named elsewhere': reply('', { ended: 'hung-up' }),
    },
    fail: {
      'a completion that is cut': [reply('{"id":', { ended: 'cut' }), '/body'],
      'a stream that is cut after [DONE]': [stream(undefined, { ended: 'cut' }), '/body'],
      'a chunked body that is broken': [stream(undefined, { ended: 'malformed' }), '/body'],
      'an error that is cut': [errorReply(400, ERROR, { ended: 'cut' }), '/body'],
    },
  },

  'http/replies': {
    pass: {
      'an unreadable reply': reply(PAGE),
      'no connection': reply('', { ended: 'unreachable' }),
      'no reply in time': reply('', { ended: 'no-reply' }),
      'a run that was stopped': reply('', { ended: 'aborted' }),
    },
    fail: {
      'a connection that closes': [reply('', { ended: 'hung-up' }), ''],
      'a connection that closes at a bad parameter': [
        reply('', { ended: 'hung-up', owed: 'refusal', ask: { top_p: 7 } }),
        '',
      ],
    },
  },

  'http/reply-ends': {
    pass: {
      'a whole stream': stream(),
      'a stream that stays open after [DONE], named elsewhere': stream(undefined, { ended: 'stalled' }),
      'a slow model that talks on without a limit': begun([{ content: 'and' }, { content: ' on' }], {
        ended: 'timeout',
      }),
      'a slow model within its limit': begun([{ content: 'and' }, { content: ' on' }], {
        ended: 'timeout',
        ask: { max_completion_tokens: 500 },
      }),
      'a prompt that takes long to read, after the role': begun([{ role: 'assistant', content: '' }], {
        ended: 'stalled',
      }),
      'only comments so far': stream(': wait\n\n: wait\n\n', { ended: 'timeout' }),
      'blank space while a completion is made': reply(' \n \n', { ended: 'timeout' }),
      'a head without a body': reply('', { ended: 'stalled' }),
      'a stream that is cut, named elsewhere': begun([{ content: 'Hi' }], { ended: 'cut' }),
      'a long answer that is asked for without a limit': begun(
        Array.from({ length: 40 }, () => ({ content: 'x'.repeat(50_000) })),
        { ended: 'too-big' },
      ),
    },
    fail: {
      'a stream that stops in the middle': [begun([{ content: 'Hi' }], { ended: 'stalled' }), '/body'],
      'a stream that stops inside a call': [
        begun([{ tool_calls: [{ index: 0, function: { arguments: '{' } }] }], { ended: 'stalled' }),
        '/body',
      ],
      'a stream that stays open after the finish_reason': [
        stream(finished, { done: false, ended: 'timeout' }),
        '/body',
      ],
      'far more than the limit allows': [
        begun(
          Array.from({ length: 200 }, () => ({ content: 'a' })),
          { ended: 'timeout', ask: { max_tokens: 5 } },
        ),
        '/body',
      ],
      'endless comments': [stream(': '.repeat(600_000), { ended: 'too-big' }), '/body'],
      'an endless JSON body': [reply(`{"a":"${'x'.repeat(1000)}`, { ended: 'too-big' }), '/body'],
      'half a completion': [reply('{"id":"chatcmpl-1",', { ended: 'stalled' }), '/body'],
    },
  },

  'http/server-error': {
    pass: {
      'a refusal': errorReply(400, ERROR, { owed: 'success' }),
      'a proxy that reaches nothing': errorReply(502, ERROR, { owed: 'success' }),
      'a server under load': errorReply(503, ERROR, { owed: 'success' }),
      'a feature that is missing': errorReply(501, ERROR, { owed: 'success' }),
      '500 for a bad request, named elsewhere': errorReply(500, ERROR, { owed: 'refusal' }),
      'a stream that ends in a refusal': stream([
        { error: { message: 'No.', type: 'invalid_request_error', code: 400 } },
      ]),
      'a stream that ends under load': stream(failing({ message: 'Busy', type: 'server_error', code: 503 })),
      'a stream that ends at a rate limit': stream(failing({ message: 'Busy', code: 'rate_limit_exceeded' })),
      'a stream that ends because the server is busy': stream(failing('Server is busy, please try again later')),
      'a whole stream': stream(),
    },
    fail: {
      '500 for a valid request': [errorReply(500, ERROR, { owed: 'success' }), '/status'],
      '500 where a refusal would do': [errorReply(500, ERROR, { owed: 'either' }), '/status'],
      'an error in mid-stream': [
        stream(failing({ message: 'Boom', type: 'server_error', code: null })),
        '/events/2/data',
      ],
      'an error in mid-stream, in another form': [stream(failing('Boom')), '/events/2/data'],
    },
  },
} satisfies Tables
