import { createServer, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, test } from 'vitest'
import { hello, start, startHere } from './client.ts'

const server = await start()
const locked = await start({ apiKey: 'sk-right' })
const port = Number(new URL(server.baseUrl).port)

const json = { 'content-type': 'application/json' }

/** Sends raw text and returns everything that is received until the connection ends. */
function raw(text: string, to = port): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = ''
    const socket = connect(to, '127.0.0.1', () => socket.write(text))
    socket.on('data', (data) => {
      got += data
    })
    socket.on('end', () => resolve(got))
    socket.on('error', reject)
  })
}

const plain = JSON.stringify(hello)
const http = (body: string, close = false) =>
  `POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${close ? 'Connection: close\r\n' : ''}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

test('listens only on 127.0.0.1, on a free port', () => {
  expect(server.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/)
  expect(locked.baseUrl).not.toBe(server.baseUrl)
})

test('an unknown path gets 404 with an error object', async () => {
  for (const path of ['/no-such-endpoint', '/chat', '/chat/completions/', '/', '/../v1x'])
    expect(await server.get(path)).toMatchObject({ status: 404, json: { error: { type: 'invalid_request_error' } } })
  const outside = await fetch(server.baseUrl.replace('/v1', '/chat/completions'), { method: 'POST' })
  expect(outside.status).toBe(404)
})

test('an unsupported method gets 405 with Allow', async () => {
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
    const got = await server.get('/chat/completions', { method })
    expect(got).toMatchObject({ status: 405, json: { error: { code: 'method_not_allowed' } } })
    expect(got.headers.get('allow')).toBe('POST')
  }
  const models = await server.get('/models', { method: 'POST', headers: json, body: '{}' })
  expect(models.status).toBe(405)
  expect(models.headers.get('allow')).toBe('GET, HEAD')
  expect((await server.get('/models', { method: 'HEAD' })).status).toBe(200)
})

test('/health is answered with and without the prefix, and without an API key', async () => {
  expect((await locked.get('/health')).status).toBe(200)
  expect((await fetch(locked.baseUrl.replace('/v1', '/health'))).status).toBe(200)
})

test('the query string has no effect', async () => {
  const got = await server.get('/chat/completions?api-version=1', { method: 'POST', headers: json, body: plain })
  expect(got.status).toBe(200)
})

test('the API key is required and compared completely', async () => {
  const tries: [headers: Record<string, string>, status: number, code?: string | null][] = [
    [{}, 401, null],
    [{ authorization: 'Bearer sk-wrong' }, 401, 'invalid_api_key'],
    [{ authorization: 'Bearer sk-right-and-more' }, 401, 'invalid_api_key'],
    [{ authorization: 'Basic c2stcmlnaHQ=' }, 401, 'invalid_api_key'],
    [{ authorization: 'sk-right' }, 401, 'invalid_api_key'],
    [{ authorization: 'Bearer sk-right' }, 200],
    [{ authorization: 'bearer sk-right' }, 200],
  ]
  for (const [headers, status, code] of tries) {
    for (const body of [hello, { ...hello, stream: true }]) {
      const got = await locked.post(body, headers)
      expect(got.status).toBe(status)
      if (status === 200) continue
      expect(got.json.error.code).toBe(code)
      expect(got.headers.get('www-authenticate')).toBe('Bearer')
      expect(got.text).not.toContain('sk-')
    }
  }
  expect((await locked.get('/models')).status).toBe(401)
  expect((await server.post(hello, { authorization: 'Bearer anything' })).status).toBe(200)
})

test('a Content-Type other than JSON gets 415', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx'])
    expect((await server.post(hello, { 'content-type': type })).status).toBe(415)
  for (const type of ['application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"', 'application/json ; x=y'])
    expect((await server.post(hello, { 'content-type': type })).status).toBe(200)
  expect((await server.post(hello, { 'content-encoding': 'gzip' })).status).toBe(415)
})

test.each([
  ['a truncated object', '{"model": "reference-1", "messages": ['],
  ['a trailing comma', `${plain.slice(0, -1)},}`],
  ['trailing garbage', `${plain} x`],
  ['two objects', `${plain}${plain}`],
  ['an empty body', ''],
  ['invalid UTF-8', Buffer.concat([Buffer.from(plain.slice(0, -20)), Buffer.from([0xff, 0xfe]), Buffer.from('"}]}')])],
  ['an array', '[]'],
  ['a string', '"hi"'],
  ['a number', '5'],
  ['null', 'null'],
  ['NaN', '{"model": NaN}'],
  ['very deep nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`],
])('refuses %s', async (_title, body) => {
  const { status, json: error } = await server.post(body)
  expect(status).toBe(400)
  expect(error).toEqual({
    error: { message: expect.any(String), type: 'invalid_request_error', param: null, code: null },
  })
  expect((await server.post(hello)).status).toBe(200)
})

test('a body of 1 MiB is accepted, a body above 20 MiB is not', async () => {
  const padded = (size: number) => ({ ...hello, messages: [{ role: 'user', content: 'word '.repeat(size / 5) }] })
  expect((await server.post(padded(1024 * 1024))).status).toBe(200)
  const { status, json: error } = await server.post(' '.repeat(21 * 1024 * 1024))
  expect(status).toBe(413)
  expect(error.error.type).toBe('invalid_request_error')
})

test('escaped and unescaped characters of a request mean the same', async () => {
  const body = { ...hello, messages: [{ role: 'user', content: 'Grüße, 日本 👩‍👩‍👧‍👦' }] }
  const escaped = JSON.stringify(body).replace(
    /[^\0-\x7f]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const [one, other] = [await server.post(body), await server.post(escaped)]
  expect(other.json.choices).toEqual(one.json.choices)
  expect(other.json.usage).toEqual(one.json.usage)
})

test('pipelined requests are answered in order', async () => {
  const got = await raw(http('{') + http(plain) + http(plain, true))
  expect(got.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200', 'HTTP/1.1 200'])
})

test('a request that is not HTTP gets 400', async () => {
  expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 [\s\S]*invalid_request_error/)
})

test('a client that disconnects during a stream or a request does not affect others', async () => {
  const slow = await startHere({ delayMs: 5 })
  for (let i = 0; i < 5; i++) {
    const abort = new AbortController()
    const body = JSON.stringify({ ...hello, stream: true, n: 8 })
    const response = await fetch(`${slow.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: json,
      body,
      signal: abort.signal,
    })
    await response.body?.getReader().read()
    abort.abort()
    const socket = connect(Number(new URL(slow.baseUrl).port), '127.0.0.1', () => {
      socket.write(http(plain).slice(0, 150))
      setImmediate(() => socket.destroy())
    })
    expect((await slow.post(hello)).status).toBe(200)
  }
})

test('the server waits for a client that does not read', async () => {
  const body = JSON.stringify({
    ...hello,
    stream: true,
    n: 128,
    messages: [{ role: 'user', content: 'word '.repeat(400) }],
  })
  const got = await new Promise<string>((resolve, reject) => {
    const sent = request(`${server.baseUrl}/chat/completions`, { method: 'POST', headers: json }, (response) => {
      let text = ''
      response.on('data', (data) => {
        text += data
      })
      response.pause()
      setTimeout(() => response.resume(), 100)
      response.on('end', () => resolve(text))
    })
    sent.on('error', reject)
    sent.end(body)
  })
  expect(got.endsWith('data: [DONE]\n\n')).toBe(true)
})

test('close ends active connections', async () => {
  const { startReferenceServer } = await import('../../server/index.ts')
  const slow = await startReferenceServer({ delayMs: 10_000 })
  const pending = fetch(`${slow.baseUrl}/models`)
  const failed = expect(pending).rejects.toThrow()
  await new Promise((resolve) => setTimeout(resolve, 50))
  await slow.close()
  await failed
})

test('an image is fetched from its URL', async () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  const files = createServer((asked, reply) => reply.end(asked.url === '/image.png' ? png : 'no image'))
  await new Promise<void>((resolve) => files.listen(0, '127.0.0.1', resolve))
  const { port: at } = files.address() as AddressInfo
  const ask = (path: string) =>
    server.post({
      ...hello,
      messages: [
        { role: 'user', content: [{ type: 'image_url', image_url: { url: `http://127.0.0.1:${at}${path}` } }] },
      ],
    })
  expect((await ask('/image.png')).status).toBe(200)
  expect((await ask('/text')).json.error.code).toBe('invalid_image_format')
  files.closeAllConnections()
  files.close()
})

test('the error for an unknown fault or variant names the most similar ones', async () => {
  const { startReferenceServer } = await import('../../server/index.ts')
  await expect(startReferenceServer({ variants: ['clrf'] })).rejects.toThrow(/unknown variant 'clrf'.*: crlf/)
  await expect(startReferenceServer({ faults: ['done-mising'] })).rejects.toThrow(/unknown fault.*done-missing/)
})
