import { request } from 'node:http'
import { expect, test } from 'vitest'
import { answer, type Setup } from '../../server/answer.ts'
import { httpServer } from '../../server/http.ts'
import { listFaults, startReferenceServer } from '../../server/index.ts'
import { scripted } from '../../server/sample.ts'
import { script } from '../../server/script.ts'
import type { Loose as Json, Twist, WireFault } from '../../server/twist.ts'
import { choices, forced, hello, type Loose, startHere } from './client.ts'

const faults = await listFaults()

test('every fault has a description and a rule that it breaks', () => {
  expect(faults.length).toBeGreaterThanOrEqual(15)
  for (const { id, says, breaks, also, seen } of faults) {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    expect(says).toMatch(/\S.*\.$/s)
    for (const rule of [breaks, ...also]) expect(rule).toMatch(/^[a-z-]+\/[a-z0-9-]+$/)
    if (seen) expect(seen).toMatch(/^https:\/\//)
  }
})

const shows: Record<string, (server: Awaited<ReturnType<typeof startHere>>) => Promise<unknown>> = {
  'done-missing': async (server) => expect((await server.stream(hello)).done).toBe(false),
  'id-per-chunk': async (server) => {
    const { chunks } = await server.stream(hello)
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(chunks.length)
  },
  'role-every-chunk': async (server) =>
    expect(choices((await server.stream(hello)).chunks).every(({ delta }) => delta.role)).toBe(true),
  'usage-chunk-missing': async (server) => {
    const { chunks } = await server.stream({ ...hello, stream_options: { include_usage: true } })
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false)
  },
  'chunk-created-missing': async (server) =>
    expect((await server.stream(hello)).chunks[0]).not.toHaveProperty('created'),
  'created-in-milliseconds': async (server) =>
    expect((await server.post(hello)).json.created).toBeGreaterThan(1_000_000_000_000),
  'n-ignored': async (server) => expect((await server.post({ ...hello, n: 3 })).json.choices).toHaveLength(1),
  'usage-sum-wrong': async (server) => {
    const { usage } = (await server.post(hello)).json
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens + 1)
  },
  'calls-finish-with-stop': async (server) =>
    expect((await server.post(forced)).json.choices[0]).toMatchObject({
      finish_reason: 'stop',
      message: { tool_calls: [{}] },
    }),
  'errors-with-status-200': async (server) =>
    expect(await server.post({})).toMatchObject({ status: 200, json: { error: {} } }),
  'errors-with-status-500': async (server) => expect((await server.post('{')).status).toBe(500),
  'errors-in-detail': async (server) => expect((await server.post({})).json).toEqual({ detail: expect.any(String) }),
  'empty-messages-accepted': async (server) =>
    expect((await server.post({ ...hello, messages: [] })).json.choices).toHaveLength(1),
  'stream-cut': (server) => expect(server.stream(hello)).rejects.toThrow(),
  'body-cut': (server) => expect(server.post(hello)).rejects.toThrow(),
  'models-bare-array': async (server) => expect((await server.get('/models')).json).toHaveLength(2),
}

const known = new Set(faults.map(({ id }) => id))

test.each(Object.keys(shows).filter((id) => known.has(id)))('%s is seen on the wire', async (id) => {
  await shows[id]?.(await startHere({ faults: [id] }))
})

/** A server with unnamed twists. */
async function twisted(...twists: Twist[]) {
  const setup = { twists, model: scripted(script), apiKey: undefined, delayMs: 0 }
  const server = httpServer(setup)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { port, close }
}

/** Sends a request, and reads until the end, the given number of bytes, or a broken connection. */
function exchange(
  port: number | undefined,
  body: object,
  atMost = Infinity,
): Promise<{ status?: number | undefined; text: string; broken: boolean }> {
  return new Promise((resolve) => {
    let text = ''
    const headers = { 'content-type': 'application/json' }
    const sent = request({ port, method: 'POST', path: '/v1/chat/completions', headers }, (response) => {
      const settle = (broken: boolean) => resolve({ status: response.statusCode, text, broken })
      response.on('data', (data) => {
        text += data
        if (text.length > atMost) sent.destroy()
      })
      response.on('error', () => settle(true))
      response.on('end', () => settle(false))
      response.on('close', () => settle(true))
    })
    sent.on('error', () => resolve({ text, broken: true }))
    sent.end(JSON.stringify(body))
  })
}

const wire = (fault: WireFault): Twist => ({ says: 'A test.', wire: () => fault })

test.each<[WireFault, object, RegExp | undefined]>([
  [{ do: 'hang-up' }, hello, undefined],
  [{ do: 'cut', after: 0 }, hello, /^$/],
  [{ do: 'cut', after: 10 }, hello, /^.{10}$/],
  [{ do: 'cut', after: 2 }, { ...hello, stream: true }, /^data: [^\n]+\n\ndata: [^\n]+\n\n$/],
  [{ do: 'raw', bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nnope' }, hello, /^nope$/],
])('%j breaks the connection', async (fault, body, text) => {
  const { port, close } = await twisted(wire(fault))
  const got = await exchange(port, body)
  expect(got.broken).toBe(true)
  expect(got.status).toBe(text && 200)
  if (text) expect(got.text).toMatch(text)
  await close()
})

test('an endless stream ends when the client disconnects', async () => {
  for (const body of [hello, { ...hello, stream: true }]) {
    const { port, close } = await twisted(wire({ do: 'endless', piece: ': and on\n\n' }))
    const got = await exchange(port, body, 200_000)
    expect(got.broken).toBe(true)
    expect(got.text.endsWith(': and on\n\n')).toBe(true)
    await close()
  }
})

test.each<WireFault>([{ do: 'never-answer' }, { do: 'never-end' }])(
  '%j holds the connection until the server is closed',
  async (fault) => {
    const { port, close } = await twisted(wire(fault))
    const pending = exchange(port, { ...hello, stream: true })
    await new Promise((resolve) => setTimeout(resolve, 50))
    await close()
    const got = await pending
    expect(got.broken).toBe(true)
    expect(got.text.includes('[DONE]')).toBe(fault.do === 'never-end')
  },
)

test('hooks run in the order of the twists and get the result of the previous twist', async () => {
  const add = (sign: string): Twist => ({
    says: 'A test.',
    answers: (answers) => answers.map((one) => ({ ...one, text: `${one.text}${sign}` })),
    completion: (completion: Json) => {
      completion.signs = (completion.signs ?? '') + sign
    },
  })
  const { port, close } = await twisted(add('1'), add('2'))
  const { text } = await exchange(port, hello)
  const got: Loose = JSON.parse(text)
  expect(got.signs).toBe('12')
  expect(got.choices[0].message.content).toMatch(/12$/)
  const { text: streamed } = await exchange(port, { ...hello, stream: true })
  expect(streamed).toContain('12')
  await close()
})

test('a server without refusals answers every request', async () => {
  const setup: Setup = { twists: [{ says: 'A test.', refusal: () => undefined }], model: scripted(script), apiKey: 'k' }
  const asked = (method: string, path: string) => ({
    method,
    path,
    headers: {},
    body: undefined,
    streamed: false,
    count: 0,
  })
  const bodies = [
    '',
    '{',
    '[]',
    '{}',
    '{"messages":5}',
    '{"messages":[null,{"role":"user"}],"tools":{},"n":"x"}',
    '{"messages":[{"content":[{}]}],"tools":[{}],"stop":5,"logit_bias":7}',
    '{"stream":true,"stream_options":5}',
  ]
  for (const body of bodies) {
    const got = await answer(asked('POST', '/chat/completions'), Buffer.from(body), setup)
    expect(got.streamed ? got.head.status : got.reply.status).toBe(200)
  }
  for (const path of ['/models', '/models/nobody', '/nothing', '/health']) {
    const got = await answer(asked('GET', path), Buffer.alloc(0), setup)
    expect(got.streamed ? got.head.status : got.reply.status).toBe(200)
  }
})

test('an exception in a twist is an error reply', async () => {
  const broken: Twist = {
    says: 'A test.',
    completion: () => {
      throw new Error('a twist went wrong')
    },
  }
  const { port, close } = await twisted(broken)
  expect(await exchange(port, hello)).toMatchObject({
    status: 500,
    text: expect.stringContaining('a twist went wrong'),
  })
  await close()
})

test('several faults and variants are combined', async () => {
  const server = await startReferenceServer({ faults: ['done-twice', 'created-in-milliseconds'], variants: ['crlf'] })
  const response = await fetch(`${server.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ...hello, stream: true }),
  })
  expect(await response.text()).toMatch(/\[DONE\]\r\n\r\ndata: \[DONE\]\r\n\r\n$/)
  await server.close()
})
