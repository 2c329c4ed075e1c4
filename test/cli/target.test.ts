import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { cli } from '../support/cli.ts'
import { CERTIFICATE, httpTarget, nobody, referenceTarget, socketTarget, tlsTarget } from '../support/targets.ts'

/** Retries would only take time. */
const ONCE = ['--retries', '0']

async function refused(args: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const { code, stdout, stderr } = await cli(['run', ...args, ...ONCE], env)
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toMatch(/^error: /)
  return stderr
}

const json = (status: number, body: unknown) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

describe('a target that cannot be tested: one clear message, exit code 3', () => {
  it('nothing listens', async () => {
    const url = await nobody()
    const message = await refused([`${url}/v1`])
    expect(message).toContain(`cannot connect to ${url}/v1`)
    expect(message).toContain('check that the server runs')
  })

  it('an unknown host', async () => {
    expect(await refused(['http://no-such-host.invalid/v1'])).toContain('cannot connect')
  })

  it('an HTML page', async () => {
    const url = await httpTarget((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'),
    )
    expect(await refused([`${url}/v1`])).toContain('an HTML page came with status 200')
  })

  it('a redirect, which is not followed with a key', async () => {
    const seen: (string | undefined)[] = []
    const other = await httpTarget((request, response) => {
      seen.push(request.headers.authorization)
      response.end('{}')
    })
    const url = await httpTarget((_, response) => response.writeHead(307, { location: `${other}/v1/models` }).end())
    await refused([`${url}/v1`], { OPENAI_API_KEY: 'a-secret-key' })
    expect(seen).toEqual([])
  })

  it('a socket that closes', async () => {
    const url = await socketTarget((socket) => socket.destroy())
    expect(await refused([`${url}/v1`])).toContain('did not send a valid HTTP response')
  })

  it('a socket with another protocol', async () => {
    const url = await socketTarget((socket) => socket.end('220 mail.example ESMTP\r\n'))
    expect(await refused([`${url}/v1`])).toContain('did not send a valid HTTP response')
  })

  it('a silent socket', async () => {
    const url = await socketTarget(() => undefined)
    expect(await refused([`${url}/v1`, '--timeout', '0.3'])).toContain('did not send a valid HTTP response')
  })

  it('an endless body', async () => {
    const url = await httpTarget((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const more = (): void => {
        while (response.writable && response.write('['.repeat(65_536)));
        response.once('drain', more)
      }
      more()
    })
    expect(await refused([`${url}/v1`])).toContain('never finished')
  })

  it('a body that stalls', async () => {
    const url = await httpTarget((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{')
    })
    expect(await refused([`${url}/v1`, '--idle-timeout', '0.3'])).toContain('never finished')
  })

  it('an empty list of models', async () => {
    const url = await httpTarget(json(200, { object: 'list', data: [] }))
    expect(await refused([`${url}/v1`])).toContain('--model')
  })

  it('a rate limit', async () => {
    const url = await httpTarget(json(429, { error: { message: 'Slow down.' } }))
    expect(await refused([`${url}/v1`])).toContain('rate limit is exceeded (429: Slow down.)')
  })

  it('a base URL without /v1', async () => {
    const url = await referenceTarget()
    const bare = url.replace('/v1', '')
    const message = await refused([bare])
    expect(message).toContain(`run it again with ${url}`)
  })

  it('a base URL without /v1, from the environment and with a slash', async () => {
    const url = await referenceTarget()
    expect(await refused([], { OPENAI_BASE_URL: url.replace('/v1', '/') })).toContain(`run it again with ${url}`)
  })
})

describe('a model that is not served', () => {
  const data = ['small-1', 'large-1'].map((id) => ({ id, object: 'model', created: 1, owned_by: 'us' }))
  const list = { object: 'list', data }

  /** Lists two models, and answers every other request with this status and body; what was requested is noted. */
  async function listing(status: number, body: unknown, type = 'application/json') {
    const paths: string[] = []
    const url = await httpTarget((request, response) => {
      paths.push(`${request.method} ${request.url}`)
      if (request.url === '/v1/models') return json(200, list)(request, response)
      response.writeHead(status, { 'content-type': type }).end(typeof body === 'string' ? body : JSON.stringify(body))
    })
    return { url: `${url}/v1`, paths }
  }

  it.each([
    [404, { error: { message: 'No.', code: 'model_not_found' } }, '(404: No.)'],
    [400, { error: { message: 'Invalid model name "smal-1".' } }, '(400: Invalid model name "smal-1".)'],
    [404, 'no such model\nbye', '(404: no such model)'],
    [404, '', '(404)'],
  ])('is refused with %i and %j: the server is quoted, and nothing else is sent', async (status, body, words) => {
    const { url, paths } = await listing(status, body, typeof body === 'string' ? 'text/plain' : undefined)
    const message = await refused([url, '--model', 'smal-1'])
    expect(message).toContain(`${url} does not serve the model "smal-1" ${words}\n`)
    expect(message).toContain('it lists small-1, large-1\nname one of them with --model')
    expect(paths).toEqual(['GET /v1/models', 'POST /v1/chat/completions'])
  })

  it('is refused without a list of models', async () => {
    const url = await httpTarget((request, response) =>
      request.method === 'GET'
        ? json(404, { error: { message: 'No such path.' } })(request, response)
        : json(404, { error: { message: "model 'nope' not found" } })(request, response),
    )
    const message = await refused([`${url}/v1`, '--model', 'nope'])
    expect(message).toContain(`does not serve the model "nope" (404: model 'nope' not found)`)
    expect(message).toContain('name a model that it serves with --model')
  })

  it('is another refusal where the message is about something else', async () => {
    const { url } = await listing(400, { error: { message: 'max_tokens is required' } })
    const { stdout } = await cli(['run', url, '--model', 'nope', '--case', 'single-turn/hello', ...ONCE])
    expect(stdout).toContain('max_tokens is required')
  })
})

describe('another name of a model', () => {
  it('is no finding about the list of models, which does not have it', async () => {
    const target = await referenceTarget()
    const url = await httpTarget(async (request, response) => {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk as Buffer)
      const text = Buffer.concat(chunks).toString().replaceAll('"latest"', '"reference-1"')
      const reply = await fetch(new URL(request.url ?? '', target), {
        method: request.method ?? 'GET',
        headers: { 'content-type': 'application/json' },
        ...(text ? { body: text } : {}),
      })
      response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? '' })
      response.end(
        (await reply.text()).replaceAll('"reference-1"', request.method === 'POST' ? '"latest"' : '"reference-1"'),
      )
    })
    const { code, stdout } = await cli(['run', `${url}/v1`, '--model', 'latest', '--suite', 'models', ...ONCE])
    expect(stdout).not.toContain('models/listed-model-usable')
    expect(stdout).toContain('the model "latest" was named by the user')
    expect(code).toBe(0)
  })
})

describe('keys', () => {
  it('a missing key', async () => {
    const message = await refused([await referenceTarget({ apiKey: 'the-right-key' })])
    expect(message).toContain('rejects the key (401')
    expect(message).toContain('environment variable OPENAI_API_KEY')
  })

  it('a wrong key that the server repeats is not shown', async () => {
    const url = await httpTarget((request, response) => {
      const error = { message: `Incorrect API key provided: ${request.headers.authorization}` }
      response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify({ error }))
    })
    const message = await refused([`${url}/v1`, '--api-key-env', 'MY_KEY'], { MY_KEY: 'sk-wrong-and-secret' })
    expect(message).toContain('MY_KEY')
    expect(message).not.toContain('wrong-and-secret')
  })

  it('messages of the server cannot move the cursor', async () => {
    const url = await httpTarget(json(401, { error: { message: '\u001b[2J\u009b31m\u202e\nerror: fine' } }))
    expect(await refused([`${url}/v1`])).toMatch(/^[\u0020-\u007e\n]*$/)
  })
})

describe('TLS', () => {
  const locked = json(401, { error: { message: 'No.' } })

  it('an untrusted certificate', async () => {
    const message = await refused([`${await tlsTarget(locked)}/v1`])
    expect(message).toContain('self-signed certificate')
    expect(message).toContain('--ca FILE')
  })

  it.each([
    ['--insecure', ['--insecure']],
    ['--ca', ['--ca', CERTIFICATE]],
  ])('%s connects', async (_, flags) => {
    expect(await refused([`${await tlsTarget(locked)}/v1`, ...flags])).toContain('rejects the key (401')
  })

  it('a server with plain HTTP', async () => {
    const url = await httpTarget(locked)
    const message = await refused([`${url.replace('http:', 'https:')}/v1`])
    expect(message).toContain('the port speaks plain http, not https')
    expect(message).toContain(`run it again with ${url}/v1`)
  })

  it('plain HTTP to a server with TLS, which is asked again without the key', async () => {
    const keys: unknown[] = []
    const url = await tlsTarget((request, response) => {
      keys.push(request.headers.authorization)
      locked(request, response)
    })
    const plain = url.replace('https:', 'http:')
    const message = await refused([`${plain}/v1`, '--insecure'], { OPENAI_API_KEY: 'a-secret-key' })
    expect(message).toContain('the port speaks https, not plain http')
    expect(message).toContain(`run it again with ${url}/v1`)
    expect(keys).toEqual([undefined])
    expect(await refused([`${plain}/v1`])).toContain('the port speaks https, not plain http')
  })

  it('plain HTTP to a server that says what it expects', async () => {
    const url = await httpTarget((_, response) =>
      response
        .writeHead(400, { 'content-type': 'text/html' })
        .end('<h1>The plain HTTP request was sent to HTTPS port</h1>'),
    )
    expect(await refused([`${url}/v1`])).toContain('the port speaks https, not plain http')
  })
})
