/** The part of the traffic that the proxy keeps to judge it. */
import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Passed } from '../../src/proxy/server.ts'
import { answering, ask, BIG, proxyTo } from '../support/proxied.ts'
import { referenceTarget } from '../support/targets.ts'

describe('judging', () => {
  it('does not affect the traffic if it throws', async () => {
    const proxy = await proxyTo(await referenceTarget(), {
      onPassed: () => {
        throw new Error('a rule failed')
      },
    })
    for (let i = 0; i < 3; i++) {
      const reply = await ask(proxy.baseUrl, '/models', { method: 'GET' })
      expect([reply.status, reply.cut]).toEqual([200, false])
    }
  })

  it('uses bounded memory: what is too large, or too much at once, is passed on and not kept', async () => {
    const target = await answering(
      Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\ncontent-length: ${BIG.length}\r\n\r\n`), BIG]),
    )
    const small = await proxyTo(target, { mostBytes: BIG.length - 1 })
    expect((await ask(small.baseUrl)).body.equals(BIG)).toBe(true)
    expect(small.passed).toMatchObject([{ kept: { lost: expect.stringMatching(/^larger than/) } }])
    // Nothing releases the kept exchange, so there is room for only one.
    const narrow = await proxyTo(target, { mostBytesAtOnce: BIG.length * 1.5 })
    for (let i = 0; i < 2; i++) expect((await ask(narrow.baseUrl)).body.equals(BIG)).toBe(true)
    expect(narrow.passed.map(({ kept }) => ('lost' in kept ? kept.lost : 'kept'))).toEqual([
      'kept',
      'too much passes through at the same time',
    ])
    const [first] = narrow.passed
    if (first && 'release' in first.kept) first.kept.release()
    await ask(narrow.baseUrl)
    expect(narrow.passed.at(-1)?.kept).toHaveProperty('exchange')
  })

  it('receives no secret: headers, cookies and query keys are replaced by their names', async () => {
    const key = randomBytes(12).toString('hex')
    const keys = ['a', 'b', 'c', 'd', 'e', 'f'].map((letter) => key + letter)
    const [bearer, api, cookie, query, basic, azure] = keys as [string, string, string, string, string, string]
    const proxy = await proxyTo(await referenceTarget())
    await ask(proxy.baseUrl, `/chat/completions?key=${query}&a=1&api_key=${query}x`, {
      headers: {
        authorization: `Bearer ${bearer}`,
        'X-API-Key': api,
        'api-key': azure,
        cookie: `theme=dark; session=${cookie}`,
        'proxy-authorization': `Basic ${Buffer.from(`me:${basic}`).toString('base64')}`,
      },
    })
    const [{ path, kept }] = proxy.passed as [Passed]
    if (!('exchange' in kept)) throw new Error(kept.lost)
    expect(path).toBe('/v1/chat/completions?key=$KEY&a=1&api_key=$API_KEY_2')
    expect(JSON.stringify(kept.exchange)).not.toContain(key)
    expect(kept.exchange.request.headers).toMatchObject({
      authorization: 'Bearer $AUTHORIZATION',
      'x-api-key': '$X_API_KEY',
      'api-key': '$API_KEY',
      cookie: '$COOKIE',
    })
    expect([...kept.secrets.values()]).toEqual(expect.arrayContaining([bearer, api, azure, cookie, query, `${query}x`]))
  })
})
