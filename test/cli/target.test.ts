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
    expect(await refused([`${url.replace('http:', 'https:')}/v1`])).toContain('cannot connect')
  })
})
