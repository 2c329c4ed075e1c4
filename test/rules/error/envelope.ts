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
      'all four fields': errorReply(),
      'vendor extension fields': refusing({ metadata: {}, request_id: '1' }),
      'a field of another type (another rule)': refusing({ code: 400 }),
      'an unknown path': errorReply(404, PAGE, { endpoint: 'other' }),
      'an unknown method': errorReply(405, { detail: 'Method Not Allowed' }, { method: 'PUT', endpoint: 'other' }),
      'a server without the models endpoint': errorReply(
        404,
        { detail: 'Not Found' },
        { endpoint: 'model', method: 'GET' },
      ),
      'a rate limit (another rule)': errorReply(429, PAGE),
      'an error with status 200 (another rule)': errorReply(200, { error: 'no' }),
    },
    fail: {
      'no param and no code': [refusing({ param: undefined, code: undefined }), '/error/param', '/error/code'],
      'no message': [refusing({ message: undefined }), '/error/message'],
      'detail in place of error': [errorReply(422, { detail: [{ loc: ['body'] }] }), '/error'],
      'the fields at the top level': [errorReply(400, { object: 'error', message: 'No.', code: 40301 }), '/error'],
      'error is a string': [errorReply(400, { error: 'No.' }), '/error'],
      'an HTML page': [errorReply(502, PAGE), '/body'],
      'an empty body': [errorReply(401, ''), '/body'],
      'a refused model list without the error object': [
        errorReply(401, { message: 'key' }, { endpoint: 'models', method: 'GET' }),
        '/error',
      ],
    },
  },

  'error/rate-limit': {
    pass: { 'all four fields': errorReply(429), 'another status': errorReply(400, PAGE) },
    fail: {
      'error is a string': [errorReply(429, 'Too Many Requests'), '/body'],
      'the fields at the top level': [errorReply(429, { message: 'Slow down' }), '/error'],
    },
  },

  'error/field-types': {
    pass: {
      'strings and null': errorReply(),
      'strings only': refusing({ param: 'messages', code: 'empty_array' }),
      'absent fields (another rule)': refusing({ code: undefined }),
      'an unknown path': errorReply(404, { error: { ...ERROR.error, code: 404 } }, { endpoint: 'other' }),
    },
    fail: {
      'code is a number': [refusing({ code: 400 }), '/error/code'],
      'type null': [refusing({ type: null }), '/error/type'],
      'param is an array': [refusing({ param: ['body', 'n'] }), '/error/param'],
      'message is an object': [refusing({ message: { text: 'No.' } }), '/error/message'],
    },
  },

  'error/message-non-empty': {
    pass: {
      'a sentence': errorReply(),
      'another type (another rule)': refusing({ message: null }),
      'no error object': errorReply(400, PAGE),
    },
    fail: {
      'an empty string': [refusing({ message: '' }), '/error/message'],
      'a space only': [refusing({ message: ' ' }, 500), '/error/message'],
    },
  },

  'error/content-type-json': {
    pass: {
      JSON: errorReply(),
      'with a charset': errorReply(400, ERROR, typed('Application/JSON; charset=utf-8')),
      'problem details': errorReply(400, ERROR, typed('application/problem+json')),
      'no body': errorReply(401, '', typed('text/plain')),
      'an HTML page (error/envelope reports it)': errorReply(502, PAGE, typed('text/html')),
      'an event stream': errorReply(400, frame(ERROR), typed('text/event-stream')),
      'a redirect': reply('moved', { status: 301, ...typed('text/html') }) as ReturnType<typeof errorReply>,
    },
    fail: {
      'JSON with content type text/plain': [errorReply(400, ERROR, typed('text/plain')), '/headers/content-type'],
      'JSON with content type text/event-stream': [
        errorReply(400, ERROR, typed('text/event-stream')),
        '/headers/content-type',
      ],
    },
  },

  'error/never-2xx': {
    pass: {
      'a refusal': errorReply(),
      'error null in a successful reply': completion(aCompletion({ error: null })),
      'a successful reply': completion(),
    },
    fail: {
      'an error with status 200': [errorReply(200), '/status'],
      'an error at the top level with status 200': [
        errorReply(200, { object: 'error', message: 'No.', code: 404 }),
        '/status',
      ],
      'an error next to choices': [completion(aCompletion({ error: { message: 'No.' } })), '/error'],
    },
  },

  'error/client-fault-is-4xx': {
    pass: {
      '400': errorReply(),
      '422': errorReply(422),
      'a valid request that failed with 500': errorReply(500, ERROR, { owed: 'success' }),
      '503 of a server that is starting': errorReply(503),
      '529 of an overloaded server': errorReply(529),
    },
    fail: {
      '500': [errorReply(500), '/status'],
      '502 of a proxy whose upstream crashed': [errorReply(502, PAGE), '/status'],
      '501': [errorReply(501), '/status'],
      '500 for a wrong key': [errorReply(500, ERROR, { requestHeaders: { authorization: 'Bearer wrong' } }), '/status'],
    },
  },

  'error/no-internals': {
    pass: {
      'a sentence': errorReply(),
      'a stack trace that the request contains': errorReply(
        400,
        { error: { ...ERROR.error, message: 'goroutine 7 [running]' } },
        {
          ask: { messages: [{ role: 'user', content: 'goroutine 7 [running]' }] },
        },
      ),
      'a stream without an error': stream(),
      'a place in the request': refusing({ message: 'at messages[0] (content): must be a string' }),
      'an example of a path and of a field': refusing({
        message: 'POST to /v1/chat/completions with body.messages[0]',
      }),
      'names of models that are paths': refusing({ message: "no 'x'; there is /root/models/Qwen2.5-7B, /app/m.gguf" }),
      'a masked key': refusing({ message: 'Incorrect API key provided: sk-abc******************wxyz.' }, 401),
      'the documentation of the service': refusing({ message: 'See https://platform.example.com/docs/errors.' }),
      'versions and times': refusing({ message: 'vLLM 0.10.1.2, 10:30, llama 3.1:8080' }),
    },
    fail: {
      'a Python traceback': [refusing({ message: TRACE }, 500), '/body'],
      'a Python traceback without its first line': [
        refusing({ message: 'File "/app/server.py", line 12, in chat' }),
        '/body',
      ],
      'a Go stack trace': [refusing({ message: 'goroutine 7 [running]:' }), '/body'],
      'a Java stack trace': [errorReply(500, 'at java.base/java.lang.Thread.run'), '/body'],
      'a Node.js stack trace': [refusing({ message: 'TypeError: x\n    at chat (/app/server.js:12:5)' }), '/body'],
      'a connection string': [refusing({ message: 'no route to postgresql://app:pw@db/prod' }, 500), '/body'],
      'a password in a URL': [refusing({ message: 'GET https://user:s3cret@proxy.example.com failed' }, 502), '/body'],
      'a key of another service': [refusing({ message: `upstream said no to sk-proj-${'a1'.repeat(12)}` }), '/body'],
      'a variable of the environment': [refusing({ message: 'UPSTREAM_API_KEY=abcdef123456' }, 500), '/body'],
      'an address of the network': [refusing({ message: 'connect ECONNREFUSED 10.0.3.17:8000' }, 502), '/body'],
      'a name in the cluster': [refusing({ message: 'POST http://llm-7b.prod.svc.cluster.local/v1' }, 502), '/body'],
      'the host of a Python client': [refusing({ message: "HTTPPool(host='worker-3', port=8000)" }, 502), '/body'],
      'a source file': [refusing({ message: 'assertion failed in /app/engine/scheduler.py:88' }, 500), '/body'],
      'a source file on Windows': [refusing({ message: 'C:\\srv\\llm\\engine.cs: line 4' }, 500), '/body'],
      'a traceback in a stream': [stream(frame({ error: { message: TRACE } })), '/events/0/data'],
    },
  },

  'error/www-authenticate': {
    pass: { 'a challenge': errorReply(401, ERROR, challenge), 'another status': errorReply(403) },
    fail: {
      'no challenge': [errorReply(401), '/headers/www-authenticate'],
      'an empty challenge': [
        errorReply(401, ERROR, { headers: { 'www-authenticate': ' ' } }),
        '/headers/www-authenticate',
      ],
    },
  },

  'error/type-invalid-request': {
    pass: {
      invalid_request_error: errorReply(),
      'a wrong API key': refusing({ type: 'authentication_error' }, 401),
      'null (another rule)': refusing({ type: null }),
      'a valid request': refusing({ type: 'server_error' }, 400, { owed: 'success' }),
    },
    fail: {
      'the name of an exception class': [refusing({ type: 'BadRequestError' }), '/error/type'],
      'another type with 404': [refusing({ type: 'not_found_error' }, 404), '/error/type'],
    },
  },

  'error/param-names-field': {
    pass: {
      null: errorReply(),
      'the name of the wrong field': refusing({ param: 'temperature' }, 400, hot),
      'the path of the wrong field': refusing({ param: 'messages[0].role' }),
      'the name of a missing field': refusing({ param: 'messages' }, 400, { ask: { messages: undefined } }),
    },
    fail: {
      '"body" in place of the field name': [refusing({ param: 'body' }, 400, hot), '/error/param'],
      'an empty string': [refusing({ param: '' }, 422, hot), '/error/param'],
    },
  },
} satisfies Tables
