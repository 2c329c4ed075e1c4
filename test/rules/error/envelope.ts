import type { Tables } from '../../support/rule.ts'
import { aCompletion, completion, ERROR, errorReply, frame, reply, stream } from '../../support/seen.ts'

const PAGE = '<html><body>Bad Gateway</body></html>'
const refusing = (patch: Record<string, unknown>, status = 400, about = {}) =>
  errorReply(status, { error: { ...ERROR.error, ...patch } }, about)

const typed = (type: string) => ({ headers: { 'content-type': type } })

const TRACE = 'Traceback (most recent call last):\n  File "/app/server.py", line 12, in chat\nKeyError'

const challenge = { headers: { 'www-authenticate': 'Bearer realm="api"' } }

const hot = { ask: { temperature: 'hot' } }

export default {
  'error/envelope': {
    pass: {
      'the four members': errorReply(),
      'members of a vendor': refusing({ metadata: {}, request_id: '1' }),
      'another type is named by another rule': refusing({ code: 400 }),
      'a path of nobody': errorReply(404, PAGE, { endpoint: 'other' }),
      'a method of nobody': errorReply(405, { detail: 'Method Not Allowed' }, { method: 'PUT' }),
      'a server that retrieves no models': errorReply(
        404,
        { detail: 'Not Found' },
        { endpoint: 'model', method: 'GET' },
      ),
      'a rate limit has a rule of its own': errorReply(429, PAGE),
      'an error with status 200 has a rule of its own': errorReply(200, { error: 'no' }),
    },
    fail: {
      'no param and no code': [refusing({ param: undefined, code: undefined }), '/error/param', '/error/code'],
      'no message': [refusing({ message: undefined }), '/error/message'],
      'detail in its place': [errorReply(422, { detail: [{ loc: ['body'] }] }), '/error'],
      'all at the top': [errorReply(400, { object: 'error', message: 'No.', code: 40301 }), '/error'],
      'a text': [errorReply(400, { error: 'No.' }), '/error'],
      'a page': [errorReply(502, PAGE), '/body'],
      nothing: [errorReply(401, ''), '/body'],
      'a list of models that is refused': [
        errorReply(401, { message: 'key' }, { endpoint: 'models', method: 'GET' }),
        '/error',
      ],
    },
  },

  'error/rate-limit': {
    pass: { 'the four members': errorReply(429), 'another status': errorReply(400, PAGE) },
    fail: {
      'a text': [errorReply(429, 'Too Many Requests'), '/body'],
      'a flat object': [errorReply(429, { message: 'Slow down' }), '/error'],
    },
  },

  'error/field-types': {
    pass: {
      'texts and null': errorReply(),
      texts: refusing({ param: 'messages', code: 'empty_array' }),
      'absent is named by another rule': refusing({ code: undefined }),
      'a path of nobody': errorReply(404, { error: { ...ERROR.error, code: 404 } }, { endpoint: 'other' }),
    },
    fail: {
      'a number as code': [refusing({ code: 400 }), '/error/code'],
      'a null type': [refusing({ type: null }), '/error/type'],
      'a list as param': [refusing({ param: ['body', 'n'] }), '/error/param'],
      'an object as message': [refusing({ message: { text: 'No.' } }), '/error/message'],
    },
  },

  'error/message-non-empty': {
    pass: {
      'a sentence': errorReply(),
      'another type is named by another rule': refusing({ message: null }),
      'no envelope': errorReply(400, PAGE),
    },
    fail: {
      empty: [refusing({ message: '' }), '/error/message'],
      'a space': [refusing({ message: ' ' }, 500), '/error/message'],
    },
  },

  'error/content-type-json': {
    pass: {
      JSON: errorReply(),
      'with a charset': errorReply(400, ERROR, typed('Application/JSON; charset=utf-8')),
      'problem details': errorReply(400, ERROR, typed('application/problem+json')),
      'no body': errorReply(401, '', typed('text/plain')),
      'a page, which error/envelope names': errorReply(502, PAGE, typed('text/html')),
      'an event stream': errorReply(400, frame(ERROR), typed('text/event-stream')),
      'a redirect': reply('moved', { status: 301, ...typed('text/html') }) as ReturnType<typeof errorReply>,
    },
    fail: {
      'JSON called text': [errorReply(400, ERROR, typed('text/plain')), '/headers/content-type'],
      'JSON called an event stream': [errorReply(400, ERROR, typed('text/event-stream')), '/headers/content-type'],
    },
  },

  'error/never-2xx': {
    pass: {
      'a refusal': errorReply(),
      'error null in a success': completion(aCompletion({ error: null })),
      'a success': completion(),
    },
    fail: {
      'an error with status 200': [errorReply(200), '/status'],
      'a flat error with status 200': [errorReply(200, { object: 'error', message: 'No.', code: 404 }), '/status'],
      'an error beside choices': [completion(aCompletion({ error: { message: 'No.' } })), '/error'],
    },
  },

  'error/client-fault-is-4xx': {
    pass: {
      '400': errorReply(),
      '422': errorReply(422),
      'a valid request that failed': errorReply(500, ERROR, { owed: 'success' }),
      'a server that is starting': errorReply(503),
      'a server that is overloaded': errorReply(529),
    },
    fail: {
      '500': [errorReply(500), '/status'],
      '502 of a proxy before a crash': [errorReply(502, PAGE), '/status'],
      '501': [errorReply(501), '/status'],
    },
  },

  'error/no-internals': {
    pass: {
      'a sentence': errorReply(),
      'a trace that the request holds': errorReply(
        400,
        { error: { ...ERROR.error, message: 'goroutine 7 [running]' } },
        {
          ask: { messages: [{ role: 'user', content: 'goroutine 7 [running]' }] },
        },
      ),
      'a stream': stream(),
      'a path of the request': refusing({ message: 'at messages[0] (content): must be a string' }),
    },
    fail: {
      Python: [refusing({ message: TRACE }, 500), '/body'],
      'Python without its first line': [refusing({ message: 'File "/app/server.py", line 12, in chat' }), '/body'],
      Go: [refusing({ message: 'goroutine 7 [running]:' }), '/body'],
      Java: [errorReply(500, 'at java.base/java.lang.Thread.run'), '/body'],
      Node: [refusing({ message: 'TypeError: x\n    at chat (/app/server.js:12:5)' }), '/body'],
      'in a stream': [stream(frame({ error: { message: TRACE } })), '/events/0/data'],
    },
  },

  'error/www-authenticate': {
    pass: { 'a challenge': errorReply(401, ERROR, challenge), 'another status': errorReply(403) },
    fail: {
      'no challenge': [errorReply(401), '/headers/www-authenticate'],
      'an empty one': [errorReply(401, ERROR, { headers: { 'www-authenticate': ' ' } }), '/headers/www-authenticate'],
    },
  },

  'error/type-invalid-request': {
    pass: {
      'the type': errorReply(),
      'a key that is wrong': refusing({ type: 'authentication_error' }, 401),
      'null is named by another rule': refusing({ type: null }),
      'a valid request': refusing({ type: 'server_error' }, 400, { owed: 'success' }),
    },
    fail: {
      'the name of a class': [refusing({ type: 'BadRequestError' }), '/error/type'],
      'with 404': [refusing({ type: 'not_found_error' }, 404), '/error/type'],
    },
  },

  'error/param-names-field': {
    pass: {
      null: errorReply(),
      'a member': refusing({ param: 'temperature' }, 400, hot),
      'a path': refusing({ param: 'messages[0].role' }),
      'a member that is missing': refusing({ param: 'messages' }, 400, { ask: { messages: undefined } }),
    },
    fail: {
      'the body': [refusing({ param: 'body' }, 400, hot), '/error/param'],
      empty: [refusing({ param: '' }, 422, hot), '/error/param'],
    },
  },
} satisfies Tables
