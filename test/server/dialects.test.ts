import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listDialects, startReferenceServer } from '../../server/index.ts'
import { packageRoot } from '../../src/paths.ts'
import { type Client, callsOf, type Loose, startHere, textOf, time, weather } from './client.ts'
import { fieldsOf, shapeOf, shapesOf } from './shape.ts'

const folder = join(packageRoot, 'fixtures', 'dialects')
const read = (dialect: string, file: string): string => readFileSync(join(folder, dialect, file), 'utf8')
const picture = readFileSync(join(packageRoot, 'fixtures', 'images', 'red.png')).toString('base64')
const sound = readFileSync(join(packageRoot, 'fixtures', 'audio', 'tone-440.wav')).toString('base64')

const say = (content: unknown, more: object = {}) => ({ messages: [{ role: 'user', content }], ...more })
const hello = say('Say hello to the world, please.', { model: 'reference-1' })
const tools = { tools: [weather] }
const ask = say('What is the weather in Oslo in celsius?', { model: 'reference-1', ...tools })
const png = { type: 'image_url', image_url: { url: `data:image/png;base64,${picture}` } }
const answered = {
  ...ask,
  messages: [
    ...ask.messages,
    {
      role: 'assistant',
      content: '',
      tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } }],
    },
    { role: 'tool', tool_call_id: 'call_1', content: '4 degrees' },
  ],
}

interface Example {
  /** What is asked so that the reply looks like the example; by GET where nothing is sent. */
  readonly send?: object
  readonly path?: string
  readonly status?: number
  readonly key?: string
  /** The document leaves members out that are sent: it has to fit in, and need not be all. */
  readonly excerpt?: true
}

const prompt = { inputs: 'What is AI?', parameters: { max_new_tokens: 3 } }

const examples: Record<string, Record<string, Example>> = {
  lightllm: {
    'completion.json': { send: hello },
    'tool-completion.json': { send: ask },
    'stream.sse': { send: hello },
    'stream-reasoning.sse': { send: { ...hello, reasoning_effort: 'low' } },
    'stream-tool.sse': { send: ask },
    'stream-error.sse': { send: say('Fail midway.') },
    'error-400.json': { send: { ...hello, logit_bias: {} }, status: 400 },
    'error-422.json': { send: { model: 'your_model_name' }, status: 422 },
    'error-429.json': { send: say('Be too busy to answer.'), status: 429 },
    'models.json': { path: '/models' },
  },
  'lightllm-2026-04': {
    'stream.sse': { send: hello },
    'stream-usage.sse': { send: { ...hello, stream_options: { include_usage: true } } },
  },
  'lightllm-legacy': {
    'generate.json': { send: prompt, path: '/generate' },
    'generate-documented.json': { send: prompt, path: '/generate', excerpt: true },
    'generate-n2.json': { send: { ...prompt, parameters: { n: 2, best_of: 2 } }, path: '/generate' },
    'stream.sse': { send: prompt, path: '/generate_stream' },
    'stream-documented.sse': { send: prompt, path: '/generate_stream', excerpt: true },
  },
  'fastchat-vllm': {
    'stream.sse': { send: say([{ type: 'text', text: 'Describe the image to me' }, png], { model: 'llava-v1.6-34b' }) },
    'stream-error.sse': { send: say('Fail midway.', { model: 'llava-v1.6-34b' }) },
    'error-400.json': { send: { ...hello, model: 'llava' }, status: 400 },
    'error-401.json': { send: hello, key: 'secret', status: 401 },
  },
  mindie: {
    'completion.json': { send: hello },
    'completion-after-tool.json': { send: answered },
    'tool-completion.json': { send: ask },
    'stream.sse': { send: hello },
    'error-422.json': { send: say('Hello'), status: 422 },
    'models.json': { path: '/models' },
  },
  'mindie-fulltext': { 'stream.sse': { send: hello } },
  'mindie-2026': {
    'completion.json': { send: { ...hello, chat_template_kwargs: { enable_thinking: true } } },
    'stream.sse': { send: { ...hello, chat_template_kwargs: { enable_thinking: true } } },
  },
  'ecnu-vl': {
    'completion.json': {
      send: say([{ type: 'text', text: 'What is this?' }, png], { model: 'ecnu-vl', stream: false }),
    },
    'stream.sse': { send: say('Hello', { model: 'ecnu-vl' }) },
  },
}

/** The members of a shape that the other one has too, in the same places. */
function within(excerpt: Loose, whole: Loose): Loose {
  if (typeof excerpt !== 'object' || excerpt === null || Array.isArray(excerpt)) return whole
  return Object.fromEntries(Object.keys(excerpt).map((name) => [name, within(excerpt[name], whole?.[name])]))
}

describe('the examples of documents', () => {
  const all = Object.entries(examples).flatMap(([dialect, files]) =>
    Object.entries(files).map(([file, example]) => ({ dialect, file, ...example })),
  )

  test('are all there', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => /\.\w+$/.test(path))
    expect(files.map((path) => path.replaceAll('\\', '/')).sort()).toEqual(
      all
        .map(({ dialect, file }) => `${dialect}/${file}`)
        .filter((path) => /\.(json|sse)$/.test(path))
        .sort(),
    )
  })

  test.each(all)('$dialect answers as in $file', async ({ dialect, file, send, path, status = 200, key, excerpt }) => {
    const server = await startHere({ dialect, ...(key ? { apiKey: key } : {}) })
    const streams = file.endsWith('.sse')
    const body = streams && !path ? { ...send, stream: true } : send
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const got = await server.get(path ?? '/chat/completions', send ? init : {})
    expect(got.status).toBe(status)
    const wanted = read(dialect, file)
    if (streams && !excerpt) {
      expect(shapesOf(got.text)).toEqual(shapesOf(wanted))
      expect(fieldsOf(got.text)).toEqual(fieldsOf(wanted))
    } else if (streams) {
      const [first, last] = [shapesOf(wanted), shapesOf(got.text)].map((shapes) => shapes.map((one) => JSON.parse(one)))
      expect(within(first, last)).toHaveLength(first?.length ?? 0)
      for (const [i, one] of (first ?? []).entries()) expect(within(one, last?.[i])).toEqual(one)
    } else if (excerpt) {
      const shape = JSON.parse(shapeOf(JSON.parse(wanted)))
      expect(within(shape, JSON.parse(shapeOf(got.json)))).toEqual(shape)
    } else expect(shapeOf(got.json)).toBe(shapeOf(JSON.parse(wanted)))
  })
})

/** A server that speaks a dialect, for the test that calls it. */
const speaking = (dialect: string, more: object = {}): Promise<Client> => startHere({ dialect, ...more })

const to = (server: Client, path: string, body: unknown) =>
  server.get(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })

/** Whatever lies below the root of the server, not below its base URL. */
const atRoot = (server: Client): Client => ({ ...server, get: (path, init) => server.get(`/../${path}`, init) })

const statuses = async (server: Client, asks: Record<string, object>) =>
  Object.fromEntries(
    await Promise.all(Object.entries(asks).map(async ([name, ask]) => [name, (await server.post(ask)).status])),
  )

const named = { tool_choice: { type: 'function', function: { name: 'get_time' } } }
const pictured = (image_url: unknown) =>
  say([
    { type: 'text', text: 'What colour is it?' },
    { type: 'image_url', image_url },
  ])

describe('dialects', () => {
  test('are listed with a sentence and a source', async () => {
    const dialects = await listDialects()
    expect(dialects.map(({ id }) => id)).toEqual([
      'ecnu-vl',
      'fastchat-vllm',
      'lightllm',
      'lightllm-2026-04',
      'lightllm-legacy',
      'llama.cpp',
      'mindie',
      'mindie-2026',
      'mindie-fulltext',
      'ollama',
      'vllm',
    ])
    for (const { says, source } of dialects)
      expect([says, source]).toEqual([expect.stringMatching(/\.$/), expect.any(String)])
  })

  test('of an unknown name are an error that names the nearest', async () => {
    await expect(startReferenceServer({ dialect: 'lightlm' })).rejects.toThrow(
      "no dialect is called 'lightlm'; the nearest are: lightllm",
    )
  })

  test('are broken by faults, and go with variants', async () => {
    const server = await speaking('vllm', { faults: ['done-missing'], variants: ['crlf'] })
    const { text, done } = await server.stream(hello)
    expect(text).toContain('"stop_reason":null')
    expect(text).toContain('}\r\n\r\n')
    expect(done).toBe(false)
  })

  test('leave the reference alone', async () => {
    const server = await startHere()
    expect((await server.post({ ...hello, top_k: 5 })).json.error.param).toBe('top_k')
    expect((await to(server, '/generate', prompt)).status).toBe(404)
  })
})

describe('lightllm', () => {
  test('knows paths, keys and models as documented', async () => {
    const server = await speaking('lightllm', { apiKey: 'secret' })
    const { status, json } = await server.get('/models/reference-1')
    expect({ status, json }).toEqual({ status: 404, json: { detail: 'Not Found' } })
    expect((await to(server, '/embeddings', {})).json).toEqual({ detail: 'Not Found' })
    expect((await server.get('/chat/completions')).json).toEqual({ detail: 'Method Not Allowed' })
    expect((await server.post({ ...hello, model: 'whatever' })).json.model).toBe('whatever')
    expect((await server.post({ messages: hello.messages })).json.model).toBe('default')
  })

  test('tells wrong forms from wrong values', async () => {
    const server = await speaking('lightllm')
    expect(
      await statuses(server, {
        form: { ...hello, temperature: 'hot' },
        value: { ...hello, temperature: -1 },
        seed: { ...hello, seed: -2 },
        'tool choice null': { ...ask, tool_choice: null },
        penalty: { ...hello, presence_penalty: -1 },
        'nine choices': { ...hello, n: 9 },
        'ten stops': { ...hello, stop: Array(10).fill('x') },
        'eleven stops': { ...hello, stop: Array(11).fill('x') },
        'any role': say('Hi', { messages: [{ role: 'wizard', content: 'Hi' }] }),
        unknown: { ...hello, wizardry: true, logprobs: 'some' },
      }),
    ).toEqual({
      form: 422,
      value: 400,
      seed: 422,
      'tool choice null': 422,
      penalty: 400,
      'nine choices': 400,
      'ten stops': 200,
      'eleven stops': 500,
      'any role': 200,
      unknown: 200,
    })
    expect((await server.post({ ...hello, temperature: 'hot' })).json.detail).toEqual([
      {
        type: 'float_parsing',
        loc: ['body', 'temperature'],
        msg: 'Input should be a valid number, unable to parse string as a number',
        input: 'hot',
      },
    ])
    expect((await server.post('{"model":')).json.detail[0]).toMatchObject({ type: 'json_invalid', loc: ['body', 0] })
    expect((await server.post('[]')).json.detail[0]).toMatchObject({ type: 'model_attributes_type', loc: ['body'] })
    const crowded = await server.post({ ...hello, stop: Array(11).fill('x') })
    expect([crowded.text, crowded.headers.get('content-type')]).toEqual([
      'Internal Server Error',
      'text/plain; charset=utf-8',
    ])
  })

  test('hears audio_url, sees pictures and passes over what it does not know', async () => {
    const server = await speaking('lightllm')
    const says = async (...parts: object[]) => (await server.post(say([...parts]))).json.choices?.[0].message.content
    const url = `data:audio/wav;base64,${sound}`
    expect(
      await says({ type: 'text', text: 'What do you hear?' }, { type: 'audio_url', audio_url: { url } }),
    ).toContain('a steady tone')
    const input_audio = { data: sound, format: 'wav' }
    expect(await says({ type: 'text', text: 'What colour is it?' }, { type: 'input_audio', input_audio }, png)).toBe(
      'red',
    )
    expect((await server.post(pictured({ url: 'ftp://picture' }))).status).toBe(400)
    expect((await server.post(pictured({ url: 'file:///pictures/red.png' }))).status).toBe(200)
  })

  test('does not enforce tool_choice: a named choice hides the other tools', async () => {
    const server = await speaking('lightllm')
    const calls = async (more: object) =>
      (await server.post({ ...ask, tools: [weather, time], ...more })).json.choices[0].message.tool_calls
    expect(await calls({})).toMatchObject([
      { index: 0, id: expect.stringMatching(/^call_[0-9a-f]{24}$/), function: { name: 'get_weather' } },
    ])
    expect(await calls(named)).toBeNull()
    expect(await calls({ tool_choice: 'none' })).toBeNull()
  })

  test('lets max_completion_tokens win over max_tokens', async () => {
    const server = await speaking('lightllm')
    const { json } = await server.post({ ...hello, max_tokens: 1, max_completion_tokens: 2 })
    expect(json.usage.completion_tokens).toBe(2)
  })

  test('numbers its completions', async () => {
    const server = await speaking('lightllm')
    expect((await server.post(hello)).json.id).toBe('8')
    expect((await server.post(hello)).json.id).toBe('16')
    const { chunks, done } = await server.stream({ ...hello, n: 2 })
    expect(new Set(chunks.map(({ id }) => id)).size).toBe(1)
    expect(chunks[0].id).toMatch(/^chatcmpl-[0-9a-f]{32}$/)
    expect(done).toBe(true)
    expect((await (await speaking('lightllm-2026-04')).stream(hello)).done).toBe(false)
  })
})

describe('lightllm-legacy', () => {
  const image = { type: 'base64', data: picture }
  const generate = async (body: object, server?: Client) =>
    to(server ?? (await speaking('lightllm-legacy')), '/generate', body)

  test('is found below the root and below the base URL, and has no chat', async () => {
    const server = await speaking('lightllm-legacy')
    expect((await server.post(hello)).status).toBe(404)
    expect((await to(atRoot(server), 'generate', prompt)).json).toEqual((await generate(prompt, server)).json)
    expect((await to(atRoot(server), '', { ...prompt, stream: true })).text).toMatch(/^data:\{"token"/)
    expect((await to(atRoot(server), '', prompt)).json.generated_text).toHaveLength(1)
    expect((await to(await speaking('lightllm'), '/generate', prompt)).status).toBe(200)
  })

  test('sends JSON without saying so', async () => {
    const { headers, json } = await generate(prompt)
    expect(headers.has('content-type')).toBe(false)
    expect(json).toMatchObject({ count_output_tokens: 3, finish_reason: 'length' })
    expect(json.logprobs).toHaveLength(3)
    expect((await generate({ inputs: 'x' })).headers.get('content-type')).toBe('application/json')
  })

  test('reads templates, pictures, sounds and sequences that stop', async () => {
    const chat = (text: string) =>
      `<|im_start|>system\nYou see.<|im_end|>\n<|im_start|>user\n${text}<|im_end|>\n<|im_start|>assistant\n`
    const parameters = {}
    const seen = await generate({
      inputs: chat('<img></img>\nWhat colour is it?'),
      parameters,
      multimodal_params: { images: [image] },
    })
    expect(seen.json).toMatchObject({
      generated_text: ['red'],
      finish_reason: 'stop',
      input_usage: { input_image_tokens: 256 },
    })
    const heard = await generate({
      inputs: chat('<audio></audio>What do you hear?'),
      parameters,
      multimodal_params: { audios: [{ type: 'base64', data: sound }] },
    })
    expect(heard.json.generated_text[0]).toContain('a steady tone')
    const stopped = await generate({
      inputs: 'Reply with exactly: one two three',
      parameters: { stop_sequences: [' two'] },
    })
    expect(stopped.json).toMatchObject({ generated_text: ['one'], finish_reason: 'stop' })
    const { json } = await generate({ ...prompt, parameters: { return_details: true } })
    expect(json.tokens[0]).toEqual({
      id: expect.any(Number),
      text: expect.any(String),
      logprob: expect.any(Number),
      special: false,
    })
    expect((await generate({ inputs: [3, 1004, 1005], parameters })).json.prompt_tokens).toBe(3)
  })

  test('counts the tags of the pictures', async () => {
    const two = { images: [image, image] }
    const asked = (inputs: string) => generate({ inputs, parameters: {}, multimodal_params: two })
    expect((await asked('<img></img><img></img> What differs?')).status).toBe(200)
    const { status, json } = await asked('<img></img> What differs?')
    expect({ status, error: json.error }).toMatchObject({
      status: 400,
      error: { code: 400, message: expect.stringContaining('1 image tag') },
    })
  })

  test('is 417 for what nobody foresaw and 400 for values', async () => {
    const server = await speaking('lightllm-legacy')
    const status = async (path: string, body: unknown) => (await to(server, path, body)).status
    expect(await status('/generate', { inputs: 'x' })).toBe(417)
    expect(await status('/generate', { parameters: {} })).toBe(417)
    expect(await status('/generate', '{"inputs":')).toBe(417)
    expect(await status('/generate', { inputs: 'x', parameters: { temperature: 'hot' } })).toBe(417)
    expect(await status('/generate', { inputs: 'x', parameters: { best_of: 9 } })).toBe(400)
    expect(await status('/generate', { inputs: 'x', parameters: { n: 2, best_of: 3 } })).toBe(400)
    expect(await status('/generate_stream', { inputs: 'x', parameters: { best_of: 2 } })).toBe(400)
    expect((await to(server, '/generate_stream', { inputs: 'Be too busy to answer.', parameters: {} })).status).toBe(
      429,
    )
  })

  test('finishes its streams with the last token, or with an error', async () => {
    const server = await speaking('lightllm-legacy')
    const { text, headers } = await to(server, '/generate_stream', prompt)
    const events = text
      .trim()
      .split('\n\n')
      .map((event) => JSON.parse(event.replace('data:', '')))
    expect(events.map(({ finished, finish_reason }) => [finished, finish_reason])).toEqual([
      [false, null],
      [false, null],
      [true, 'length'],
    ])
    expect(events.map(({ token }) => token.count_output_tokens)).toEqual([1, 2, 3])
    expect(headers.get('content-type')).toMatch(/^text\/event-stream/)
    const broken = await to(server, '/generate_stream', { inputs: 'Fail midway.', parameters: {} })
    expect(broken.text.trim().split('\n\n').at(-1)).toMatch(/^data: \{"error":\{"message":"[^"]+","type":"[^"]+"\}\}$/)
  })
})

describe('fastchat-vllm', () => {
  const llava = { ...hello, model: 'llava-v1.6-34b' }

  test('has streams alone, below two paths', async () => {
    const server = await speaking('fastchat-vllm')
    expect(server.baseUrl).toMatch(/\/api\/v1$/)
    const { status, json } = await server.post(llava)
    expect({ status, json }).toEqual({
      status: 400,
      json: { object: 'error', message: expect.stringContaining('stream'), code: 40001 },
    })
    expect((await to(server, '/../../v1/chat/completions', { ...llava, stream: true })).status).toBe(200)
  })

  test('streams one choice after the other and all ends last', async () => {
    const { chunks, done } = await (await speaking('fastchat-vllm')).stream({
      ...llava,
      n: 2,
      stream_options: { include_usage: true },
    })
    const order = chunks.map(({ choices: [choice] }: Loose) => [choice.index, choice.finish_reason])
    expect(order.slice(-2)).toEqual([
      [0, 'stop'],
      [1, 'stop'],
    ])
    const before = order.slice(0, -2).map(([index]) => index)
    expect(before).toEqual([...before].sort())
    expect(chunks.map((chunk) => 'created' in chunk)).toEqual([...before.map(() => false), true, true])
    expect(done).toBe(true)
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false)
  })

  test('knows three roles, PNG data and few parameters', async () => {
    const server = await speaking('fastchat-vllm')
    const codes = async (more: object) => {
      const { status, json } = await server.post({ ...llava, stream: true, ...more })
      return [status, json?.code]
    }
    expect(await codes({ messages: 'Hello' })).toEqual([200, undefined])
    expect(await codes({ ...tools, tool_choice: 'required', seed: 'x' })).toEqual([200, undefined])
    expect(await codes({ temperature: 3 })).toEqual([400, 40302])
    expect(await codes({ messages: undefined })).toEqual([400, 40001])
    expect(await codes(pictured({ url: 'http://127.0.0.1:9/red.png' }))).toEqual([400, 40001])
    expect(await codes(pictured({ url: 'data:image/jpeg;base64,/9j/2Q==' }))).toEqual([400, 40001])
    expect(await codes({ messages: [{ role: 'tool', tool_call_id: 'x', content: 'y' }] })).toEqual([500, undefined])
    expect((await server.get('/models')).json.data[0]).toMatchObject({
      id: 'llava-v1.6-34b',
      owned_by: 'fastchat',
      parent: null,
    })
  })
})

describe('mindie', () => {
  test('refuses with 422 and two texts', async () => {
    const server = await speaking('mindie', { apiKey: 'secret' })
    const validation = { error: expect.any(String), error_type: 'Input Validation Error' }
    const wrongs = [
      { ...hello, model: 'x' },
      { ...hello, seed: -1 },
      { ...hello, temperature: 'hot' },
      { model: 'reference-1' },
    ]
    for (const wrong of [...wrongs, '{"model":']) expect((await server.post(wrong)).json).toEqual(validation)
    const developer = await server.post({ ...hello, messages: [{ role: 'developer', content: 'Be brief.' }] })
    expect(developer.status).toBe(422)
    const nowhere = await to(server, '/nowhere', {})
    expect([nowhere.status, nowhere.json.error_type]).toEqual([404, 'NotFoundError'])
    expect((await server.get('/models/x')).json.error_type).toBe('NotFoundError')
    expect((await server.get('/models/reference-1')).json).not.toHaveProperty('created')
  })

  test('takes bare addresses and paths, and ignores what it does not read', async () => {
    const server = await speaking('mindie')
    const model = { model: 'reference-1' }
    expect(
      await statuses(server, {
        path: { ...pictured('/xxxx/test.png'), ...model },
        bare: { ...pictured(`data:image/png;base64,${picture}`), ...model },
        gif: { ...pictured('data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAACADs='), ...model },
        document: { ...hello, top_k: 0, seed: null, stop: ['stop1'], stop_token_ids: [2, 13], repetition_penalty: 1.0 },
      }),
    ).toEqual({ path: 200, bare: 200, gif: 422, document: 200 })
    const { json } = await server.post({ ...hello, n: 3, logprobs: true, max_completion_tokens: 1 })
    expect(json.choices).toHaveLength(1)
    expect(json.usage.completion_tokens).toBeGreaterThan(1)
    expect(json.decode_time_arr).toHaveLength(json.usage.completion_tokens - 1)
    expect(json.prefill_time).toEqual(expect.any(Number))
    expect((await server.post(hello)).json.id).toMatch(/^endpoint_common_\d+$/)
  })

  test('calls in streams too, with a role in every delta', async () => {
    const { chunks } = await (await speaking('mindie')).stream(ask)
    expect(callsOf(chunks)[0]).toMatchObject({ name: 'get_weather' })
    for (const { choices } of chunks) expect(choices[0].delta).toMatchObject({ role: 'assistant', content: '' })
    expect(chunks.at(-1)).toMatchObject({
      usage: { prompt_tokens: expect.any(Number) },
      choices: [{ finish_reason: 'tool_calls' }],
    })
  })

  test('with fullTextEnabled each delta begins with the one before', async () => {
    const { chunks } = await (await speaking('mindie-fulltext')).stream(hello)
    const texts = chunks.map(({ choices }) => choices[0].delta.content)
    for (const [i, text] of texts.slice(1).entries()) expect(text.startsWith(texts[i])).toBe(true)
    expect(chunks.at(-1).full_text).toBe(texts.at(-1))
    expect(chunks.slice(0, -1).some((chunk) => 'full_text' in chunk)).toBe(false)
    const plain = (await (await speaking('mindie-fulltext')).post(hello)).json
    expect(texts.at(-1)).toBe(plain.choices[0].message.content)
  })
})

describe('ecnu-vl', () => {
  test('has one model below its own path, for data URIs and without tools', async () => {
    const server = await speaking('ecnu-vl', { apiKey: 'secret' })
    expect(server.baseUrl).toMatch(/\/open\/api\/v1$/)
    const send = async (more: object) => {
      const { status, json } = await server.post(
        { ...hello, model: 'ecnu-vl', ...more },
        { authorization: 'Bearer secret' },
      )
      return [status, json.object]
    }
    expect(await send({})).toEqual([200, 'chat.completion'])
    expect(await send(pictured(png.image_url))).toEqual([200, 'chat.completion'])
    expect(await send(pictured({ url: 'http://127.0.0.1:9/red.png' }))).toEqual([400, 'error'])
    expect(await send(tools)).toEqual([400, 'error'])
    expect(await send({ model: 'reference-1' })).toEqual([404, 'error'])
    expect((await server.post(hello)).status).toBe(401)
  })
})

describe('vllm', () => {
  test('writes every member of its models', async () => {
    const { json } = await (await speaking('vllm')).post(hello)
    expect(json).toEqual({
      id: expect.stringMatching(/^chatcmpl-[0-9a-f]{32}$/),
      object: 'chat.completion',
      created: expect.any(Number),
      model: 'reference-1',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: expect.any(String),
            refusal: null,
            annotations: null,
            audio: null,
            function_call: null,
            reasoning: null,
          },
          logprobs: null,
          finish_reason: 'stop',
          stop_reason: null,
          token_ids: null,
        },
      ],
      service_tier: null,
      system_fingerprint: null,
      usage: {
        prompt_tokens: expect.any(Number),
        total_tokens: expect.any(Number),
        completion_tokens: expect.any(Number),
        prompt_tokens_details: null,
      },
      prompt_logprobs: null,
      prompt_token_ids: null,
      kv_transfer_params: null,
    })
  })

  test('says which stop string stopped it, and the ids of its tokens', async () => {
    const server = await speaking('vllm')
    const echo = say('Reply with exactly: one two three', { stop: ['nothing', ' two'], return_token_ids: true })
    const { json } = await server.post(echo)
    expect(json.choices[0]).toMatchObject({
      message: { content: 'one' },
      stop_reason: ' two',
      token_ids: [expect.any(Number)],
    })
    expect(json.prompt_token_ids.length).toBeGreaterThan(3)
    const { chunks } = await server.stream(echo)
    expect(chunks[0].prompt_token_ids).toEqual(json.prompt_token_ids)
    expect(chunks.at(-1).choices[0]).toMatchObject({
      delta: { content: '' },
      finish_reason: 'stop',
      stop_reason: ' two',
    })
  })

  test('takes stream_options for a wish for usage', async () => {
    const server = await speaking('vllm')
    const usages = async (stream_options?: object) =>
      (await server.stream({ ...hello, stream_options })).chunks.map(({ usage }) => usage?.completion_tokens)
    expect((await usages()).every((usage) => usage === undefined)).toBe(true)
    expect((await usages({})).filter((usage) => usage !== undefined)).toHaveLength(1)
    expect((await usages({ include_usage: false })).every((usage) => usage === undefined)).toBe(true)
    const counts = await usages({ include_usage: true, continuous_usage_stats: true })
    expect(counts).toEqual([...counts].sort((a, b) => a - b))
  })

  test('refuses with the status in the code', async () => {
    const server = await speaking('vllm', { apiKey: 'secret' })
    expect((await server.post(hello)).json).toEqual({ error: 'Unauthorized' })
    const open = await speaking('vllm')
    expect((await open.post({ ...hello, model: 'x' })).json.error).toMatchObject({ type: 'NotFoundError', code: 404 })
    expect((await open.post({ ...hello, temperature: 'hot' })).json.error).toMatchObject({
      type: 'BadRequestError',
      code: 400,
    })
    const custom = { tools: [{ type: 'custom', custom: { name: 'shell' } }] }
    expect(await statuses(open, { unknown: { ...hello, wizardry: 1 }, custom: { ...hello, ...custom } })).toEqual({
      unknown: 200,
      custom: 400,
    })
    const { text } = await open.stream(say('Fail midway.'))
    expect(text).toMatch(
      /data: \{"error":\{"message":"[^"]+","type":"InternalServerError","param":null,"code":500\}\}\n\ndata: \[DONE\]\n\n$/,
    )
  })

  test('names a call and then gives its arguments', async () => {
    const { chunks } = await (await speaking('vllm')).stream(ask)
    const [head, ...rest] = chunks.flatMap(({ choices }) => choices[0].delta.tool_calls ?? [])
    expect(head).toEqual({
      index: 0,
      id: expect.stringMatching(/^chatcmpl-tool-/),
      type: 'function',
      function: { name: 'get_weather' },
    })
    expect(JSON.parse(rest.map((part: Loose) => part.function.arguments).join(''))).toMatchObject({ city: 'Oslo' })
  })
})

describe('llama.cpp', () => {
  test('ends its streams with usage and timings', async () => {
    const { chunks, done } = await (await speaking('llama.cpp')).stream(hello)
    expect(done).toBe(true)
    const prints = chunks.map((chunk) => 'system_fingerprint' in chunk)
    expect(prints).toEqual(chunks.map((_, i) => i > 1))
    expect(chunks[0].choices[0]).toEqual({ finish_reason: null, index: 0, delta: { role: 'assistant' } })
    expect(chunks.at(-1)).toMatchObject({
      choices: [{ delta: {}, finish_reason: 'stop' }],
      usage: {},
      timings: { predicted_n: chunks.at(-1).usage.completion_tokens },
    })
  })

  test('reads the clock for every chunk', async () => {
    const server = await speaking('llama.cpp', { delayMs: 400 })
    const { chunks } = await server.stream(say('Reply with exactly: one two'))
    expect(new Set(chunks.map(({ created }) => created)).size).toBeGreaterThan(1)
  })

  test('breaks down over bad requests, and over some good ones', async () => {
    const server = await speaking('llama.cpp')
    const failed = { code: 500, message: expect.any(String), type: 'server_error' }
    for (const wrong of [
      { messages: [] },
      { ...hello, n: 2 },
      { ...ask, stream: true },
      pictured(png.image_url),
      '{"model":',
    ]) {
      const { status, json } = await server.post(wrong)
      expect({ status, json }).toEqual({ status: 500, json: { error: failed } })
    }
    expect((await to(server, '/nowhere', {})).json.error).toEqual({
      code: 404,
      message: 'File Not Found',
      type: 'not_found_error',
    })
    const { text } = await server.stream(say('Fail midway.'))
    expect(text).toMatch(/\n\nerror: \{"code":500.*\}\n\ndata: \[DONE\]\n\n$/)
  })

  test('serves the root too, and lists its model to everybody', async () => {
    const server = await speaking('llama.cpp', { apiKey: 'secret' })
    expect((await server.get('/models')).json.data[0]).toMatchObject({
      owned_by: 'llamacpp',
      meta: { n_vocab: expect.any(Number) },
    })
    expect((await to(atRoot(server), 'chat/completions', hello)).json.error).toMatchObject({
      code: 401,
      type: 'authentication_error',
    })
    expect((await (await speaking('llama.cpp')).post({ messages: hello.messages })).json.model).toBe('gpt-3.5-turbo')
  })

  test('has ids of tokens in its log probabilities and no effect of a json_schema', async () => {
    const server = await speaking('llama.cpp')
    const probable = await server.post({ ...hello, logprobs: true, top_logprobs: 2 })
    expect(probable.json.choices[0].logprobs.content[0]).toMatchObject({
      id: expect.any(Number),
      top_logprobs: [{ id: expect.any(Number) }, {}],
    })
    const schema = { type: 'json_schema', json_schema: { name: 'x', schema: { type: 'object' } } }
    const plain = (await server.post(hello)).json.choices[0].message
    expect((await server.post({ ...hello, response_format: schema })).json.choices[0].message).toEqual(plain)
  })
})

describe('ollama', () => {
  test('streams the role with the first text, and whole calls', async () => {
    const server = await speaking('ollama')
    const { chunks } = await server.stream(hello)
    expect(chunks[0].choices[0].delta).toEqual({ role: 'assistant', content: expect.stringMatching(/./) })
    expect(chunks[1].choices[0].delta).toEqual({ content: expect.any(String) })
    expect(chunks.at(-1).choices[0]).toEqual({ index: 0, delta: {}, finish_reason: 'stop' })
    expect(chunks[0]).toMatchObject({
      id: expect.stringMatching(/^chatcmpl-\d{1,3}$/),
      system_fingerprint: 'fp_ollama',
    })
    const called = (await server.stream(ask)).chunks
    const parts = called.flatMap(({ choices }) => choices[0].delta.tool_calls ?? [])
    expect(parts).toHaveLength(1)
    expect(JSON.parse(parts[0].function.arguments)).toMatchObject({ city: 'Oslo' })
    expect(called.at(-1).choices[0].finish_reason).toBe('tool_calls')
  })

  test('ignores, takes and refuses as documented', async () => {
    const server = await speaking('ollama', { apiKey: 'secret' })
    const model = { model: 'reference-1' }
    expect(
      await statuses(server, {
        ignored: { ...hello, n: 'two', tool_choice: 5, logit_bias: 'x', max_completion_tokens: 'ten', user: 1 },
        bare: { ...pictured(`data:image/png;base64,${picture}`), ...model },
        web: { ...pictured({ url: 'http://127.0.0.1:9/red.png' }), ...model },
        effort: { ...hello, reasoning_effort: 'ultra' },
        'no effort': { ...hello, reasoning_effort: 'some' },
        unknown: { ...hello, model: 'x' },
      }),
    ).toEqual({ ignored: 200, bare: 200, web: 400, effort: 200, 'no effort': 400, unknown: 404 })
    const { json } = await server.post({ ...hello, model: 'x' })
    expect(json.error).toMatchObject({ type: 'not_found_error', param: null, code: null })
    const thought = await server.post({ ...hello, reasoning_effort: 'low' })
    expect(thought.json.choices[0].message.reasoning).toEqual(expect.any(String))
    const { chunks } = await server.stream({ ...hello, reasoning_effort: 'low' })
    expect(chunks[0].choices[0].delta).toMatchObject({ role: 'assistant', content: '', reasoning: expect.any(String) })
    expect(textOf(chunks)).toBe(thought.json.choices[0].message.content)
  })
})
