/** The command line is run by a real shell and a real curl. What arrives is compared with the request. */
import { execFile, execFileSync } from 'node:child_process'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Request } from '../../src/model/index.ts'
import { curl, DEFAULT_ACCEPT } from '../../src/wire/curl.ts'

const run = promisify(execFile)

function aRequest(patch: Partial<Request> & { path?: string } = {}): Request {
  const { path = '/v1/chat/completions', ...rest } = patch
  return {
    method: 'POST',
    url: `${address}${path}`,
    endpoint: 'chat',
    headers: { 'content-type': 'application/json' },
    ...rest,
  }
}

interface Arrived {
  readonly method: string | undefined
  readonly url: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

let address = 'http://host:1'
const arrived: Arrived[] = []
const server = createServer((request, response) => {
  const pieces: Buffer[] = []
  request.on('data', (piece: Buffer) => pieces.push(piece))
  request.on('end', () => {
    const { method, url, headers } = request
    arrived.push({ method, url, headers, body: Buffer.concat(pieces) })
    response.end('ok')
  })
})
const hasCurl = ((): boolean => {
  try {
    return execFileSync('curl', ['--version']).length > 0
  } catch {
    return false
  }
})()

describe('the command line', () => {
  it('is short for an ordinary request', () => {
    const headers = {
      accept: DEFAULT_ACCEPT,
      'user-agent': 'chat-conformance/1.2.3',
      authorization: 'Bearer $OPENAI_API_KEY',
      'content-type': 'application/json',
    }
    expect(curl(aRequest({ headers, text: '{"a":1}', url: 'http://host:1/v1/chat/completions' }))).toBe(
      `curl -sS -i 'http://host:1/v1/chat/completions' -H "authorization: Bearer $OPENAI_API_KEY" -H 'content-type: application/json' --data-raw '{"a":1}'`,
    )
  })

  it('names the method if it is not the default', () => {
    const { headers: _, ...request } = aRequest({ url: 'http://host:1/v1/models' })
    expect(curl({ ...request, headers: {}, method: 'GET' })).toBe(`curl -sS -i 'http://host:1/v1/models'`)
    expect(curl({ ...request, headers: {}, method: 'DELETE' })).toBe(`curl -sS -i -X DELETE 'http://host:1/v1/models'`)
    expect(curl({ ...request, headers: {}, method: 'HEAD' })).toBe(`curl -sS -i --head 'http://host:1/v1/models'`)
  })
})

describe.skipIf(!hasCurl)('what curl sends', () => {
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  })
  afterAll(() => {
    server.close()
    server.closeAllConnections()
  })

  /** What arrives when a POSIX shell runs the line. */
  async function arrivedFrom(request: Request, env: Readonly<Record<string, string>> = {}): Promise<Arrived> {
    const count = arrived.length
    const shell = run('sh', [], { env: { PATH: process.env.PATH, ...env } })
    shell.child.stdin?.end(`${curl(request)}\n`)
    await shell
    expect(arrived).toHaveLength(count + 1)
    return arrived[count] as Arrived
  }

  it.each([
    ['plain JSON', '{"model":"m","messages":[{"role":"user","content":"Hello"}]}'],
    ['quotes of both kinds', `{"content":"it's \\"said\\" 'so'"}`],
    ['characters that a shell would expand', '{"content":"$HOME `id` $(id) \\\\ \\n ! ~ * ? #; & | > < {a,b} %s"}'],
    ['Chinese, emoji, accents', '{"content":"你好 🚀 é ñ ﷺ"}'],
    ['line breaks and tabs', '\n {\r\n\t"a" : 1\r\n}\n'],
    ['an at sign first', '@/etc/hostname'],
    ['a dash first', '-d x'],
    ['nothing', ''],
    ['a body that is not JSON', '{"model":'],
    ['a large body', JSON.stringify({ content: `it's ${'é€🚀%'.repeat(60_000)}` })],
  ])('has the same body, byte for byte: %s', async (_, text) => {
    const { method, url, body, headers } = await arrivedFrom(aRequest({ text }))
    expect({ method, url }).toEqual({ method: 'POST', url: '/v1/chat/completions' })
    expect(body.equals(Buffer.from(text))).toBe(true)
    expect(headers['content-type']).toBe('application/json')
  })

  it('has the secret in place of its name', async () => {
    const headers = {
      authorization: 'Bearer $OPENAI_API_KEY',
      'x-own': 'a "quoted" $own_key, \\ ` $5 $(id) $',
      'content-type': 'application/json',
    }
    const env = { OPENAI_API_KEY: `sk-"a' $HOME \`id\``, own_key: 'second' }
    const { headers: seen } = await arrivedFrom(aRequest({ headers, text: '{}' }), env)
    expect(seen.authorization).toBe(`Bearer ${env.OPENAI_API_KEY}`)
    expect(seen['x-own']).toBe('a "quoted" second, \\ ` $5 $(id) $')
  })

  it('has every header unchanged', async () => {
    const headers = {
      accept: 'text/plain',
      'accept-encoding': 'gzip',
      'user-agent': 'probe/1.0',
      'content-type': 'application/json; charset=utf-8',
      'x-quote': `it's "so" \\ $ %`,
      'x-empty': '',
    }
    expect((await arrivedFrom(aRequest({ headers, text: '{}' }))).headers).toMatchObject(headers)
  })

  it('has no content type if the request has none', async () => {
    const { headers } = await arrivedFrom(aRequest({ headers: {}, text: '{}' }))
    expect('content-type' in headers).toBe(false)
  })

  it.each(['GET', 'HEAD', 'DELETE'])('is a %s without a body', async (method) => {
    const seen = await arrivedFrom(aRequest({ method, headers: {}, path: '/v1/models' }))
    expect({ ...seen, headers: {} }).toEqual({ method, url: '/v1/models', headers: {}, body: Buffer.alloc(0) })
  })

  it('is a PUT with a body', async () => {
    const { method, body } = await arrivedFrom(aRequest({ method: 'PUT', text: '{}' }))
    expect([method, `${body}`]).toEqual(['PUT', '{}'])
  })

  it('goes to the unchanged path', async () => {
    const path = `/v1/models/a%2Fb[1-3]{x,y}'`
    expect((await arrivedFrom(aRequest({ method: 'GET', headers: {}, path }))).url).toBe(path)
  })
})
