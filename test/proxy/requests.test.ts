/** The proxy passes on every request of a client unchanged, byte for byte. */
import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { ask, BIG, CHAT, HUGE, proxyTo } from '../support/proxied.ts'
import { httpTarget } from '../support/targets.ts'

describe('requests pass unchanged, byte for byte', () => {
  /** A target that records what it receives, and a proxy in front of it. */
  async function echoing(): Promise<{ base: string; seen: { request: IncomingMessage; body: Buffer }[] }> {
    const seen: { request: IncomingMessage; body: Buffer }[] = []
    const target = await httpTarget(async (request, response) => {
      const pieces: Buffer[] = []
      for await (const piece of request) pieces.push(piece as Buffer)
      seen.push({ request, body: Buffer.concat(pieces) })
      response.end('{}')
    })
    return { base: (await proxyTo(`${target}/some/base`)).baseUrl.replace('/some/base', ''), seen }
  }

  it('method, path, query, header fields and body', async () => {
    const { base, seen } = await echoing()
    const headers = {
      Authorization: 'Bearer sk-1',
      'X-Twice': ['1', '2'],
      'x-hop': 'gone',
      connection: 'close, x-hop',
      te: 'trailers, gzip',
      expect: '100-continue',
      'content-length': String(BIG.length),
    }
    await ask(base, '/any//path/../x?a=%20&key=k%2F1', { method: 'PATCH', headers, body: BIG })
    const [{ request, body }] = seen as [(typeof seen)[0]]
    expect([request.method, request.url]).toEqual(['PATCH', '/any//path/../x?a=%20&key=k%2F1'])
    expect(body.equals(BIG)).toBe(true)
    const raw = request.rawHeaders
    expect(raw).toEqual(expect.arrayContaining(['Authorization', 'Bearer sk-1', 'X-Twice', 'te', 'trailers']))
    expect(raw.filter((name) => name === 'X-Twice')).toHaveLength(2)
    expect(raw.join()).not.toMatch(/x-hop|expect|forwarded|via/i)
    expect(request.headers.host).toBe(new URL(`http://${request.headers.host}`).host)
    expect(request.headers['content-length']).toBe(String(BIG.length))
  })

  it.each(['10 MB', 'chunks'])('a body of %s', async (form) => {
    const { base, seen } = await echoing()
    const headers = form === 'chunks' ? { 'transfer-encoding': 'chunked' } : {}
    await ask(base, CHAT, { headers, body: HUGE })
    expect(seen[0]?.body.equals(HUGE)).toBe(true)
    expect(seen[0]?.request.headers['transfer-encoding']).toBe(form === 'chunks' ? 'chunked' : undefined)
  })

  it('the URL of the proxy has the path of the target', async () => {
    expect((await proxyTo('http://127.0.0.1:9/v1')).baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v1$/)
    expect((await proxyTo('http://127.0.0.1:9')).baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })
})
