import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listDialects, startReferenceServer } from '../../server/index.ts'
import { packageRoot } from '../../src/foundation/paths.ts'
import { ask, png, prompt, say, speaking, to } from '../support/dialects.ts'
import { hello, type Loose, startHere } from './client.ts'
import { fieldsOf, shapeOf, shapesOf } from './shape.ts'

const folder = join(packageRoot, 'fixtures', 'dialects')
const read = (dialect: string, file: string): string => readFileSync(join(folder, dialect, file), 'utf8')

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
  /** The request whose reply should look like the example; a GET if there is no body. */
  readonly send?: object
  readonly path?: string
  readonly status?: number
  readonly key?: string
  /** The documentation leaves out fields that are sent: the example must be contained in the reply. */
  readonly excerpt?: true
}

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

/** The fields of a shape that the excerpt also has, in the same places. */
function within(excerpt: Loose, whole: Loose): Loose {
  if (typeof excerpt !== 'object' || excerpt === null || Array.isArray(excerpt)) return whole
  return Object.fromEntries(Object.keys(excerpt).map((name) => [name, within(excerpt[name], whole?.[name])]))
}

describe('the examples of the documentation', () => {
  const all = Object.entries(examples).flatMap(([dialect, files]) =>
    Object.entries(files).map(([file, example]) => ({ dialect, file, ...example })),
  )

  test('are all in the table', () => {
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

describe('dialects', () => {
  test('are listed with a description and a source', async () => {
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

  test('with an unknown name are an error that names the most similar dialects', async () => {
    await expect(startReferenceServer({ dialect: 'lightlm' })).rejects.toThrow(
      "unknown dialect 'lightlm'; the most similar are: lightllm",
    )
  })

  test('can be combined with faults and variants', async () => {
    const server = await speaking('vllm', { faults: ['done-missing'], variants: ['crlf'] })
    const { text, done } = await server.stream(hello)
    expect(text).toContain('"stop_reason":null')
    expect(text).toContain('}\r\n\r\n')
    expect(done).toBe(false)
  })

  test('do not change the reference server', async () => {
    const server = await startHere()
    expect((await server.post({ ...hello, top_k: 5 })).json.error.param).toBe('top_k')
    expect((await to(server, '/generate', prompt)).status).toBe(404)
  })
})
