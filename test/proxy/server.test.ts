/** Requests and replies that the proxy cannot pass on, and a proxy that cannot listen. */
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { answering, ask, end, proxyTo } from '../support/proxied.ts'
import { nobody, referenceTarget } from '../support/targets.ts'

describe('the proxy answers itself', () => {
  it('502 with an error object for an unreachable target', async () => {
    const proxy = await proxyTo(await nobody())
    const reply = await ask(proxy.baseUrl)
    expect(reply.status).toBe(502)
    expect(JSON.parse(reply.body.toString())).toEqual({
      error: {
        message: expect.stringMatching(/no reply from the target .*ECONNREFUSED/),
        type: 'proxy_error',
        param: null,
        code: null,
      },
    })
    expect(proxy.passed).toMatchObject([{ ended: 'unreachable' }])
    expect(proxy.passed[0]?.status).toBeUndefined()
  })

  it.each([
    ['a reply that is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['an invalid status line', 'HTTP/1.1 abc\r\n\r\n'],
    ['an unsolicited 100', 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}'],
  ])('502 for %s', async (_, bytes) => {
    const proxy = await proxyTo(await answering(bytes, end))
    expect((await ask(proxy.baseUrl)).status).toBe(502)
    expect(proxy.passed).toMatchObject([{ ended: 'malformed' }])
  })

  it('501 for a WebSocket, 400 for the URL of another host, 405 for a tunnel', async () => {
    const proxy = await proxyTo(await referenceTarget())
    const { port } = new URL(proxy.baseUrl)
    const raw = (text: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = connect(Number(port), '127.0.0.1', () => socket.write(text))
        socket.on('data', (bytes) => {
          resolve(String(bytes))
          socket.destroy()
        })
      })
    expect(
      await raw('GET /v1/realtime HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
    ).toMatch(/^HTTP\/1\.1 501 /)
    expect(await raw('GET http://other.example/v1/models HTTP/1.1\r\nhost: other.example\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 400 /,
    )
    expect(await raw('CONNECT other.example:443 HTTP/1.1\r\nhost: other.example:443\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 405 /,
    )
    // Any other protocol is not supported, and the connection continues with HTTP/1.1.
    expect(await raw('GET /v1/models HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 200 /,
    )
  })
})

it('rejects if the port is in use', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const { port } = other.address() as { port: number }
  await expect(proxyTo('http://127.0.0.1:9', { port })).rejects.toThrow('EADDRINUSE')
})
