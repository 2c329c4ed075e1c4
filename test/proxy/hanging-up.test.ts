/** If one side hangs up, the proxy closes the connection to the other side. */
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { answering, ask, CHAT, end, proxyTo } from '../support/proxied.ts'
import { httpTarget, socketTarget } from '../support/targets.ts'

describe('hanging up', () => {
  it('by the client ends the request to the target', async () => {
    let hungUp: () => void = () => undefined
    const gone = new Promise<void>((resolve) => {
      hungUp = resolve
    })
    const target = await httpTarget((_, response) => {
      response.on('close', hungUp)
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('data: 1\n\n')
    })
    const proxy = await proxyTo(target)
    const sent = httpRequest(proxy.baseUrl + CHAT, { method: 'POST', agent: false }, (reply) => {
      reply.on('error', () => undefined)
      reply.once('data', () => sent.destroy())
    })
    sent.on('error', () => undefined)
    sent.end('{}')
    await gone
    while (!proxy.passed.length) await sleep(5)
    expect(proxy.passed).toMatchObject([{ status: 200, ended: 'dropped' }])
    expect(proxy.open()).toBe(0)
  })

  it('by the client before the reply or in the middle of the request also ends it', async () => {
    let count = 0
    const target = await socketTarget((socket) => void socket.on('close', () => count++))
    const proxy = await proxyTo(target)
    for (const part of [
      `POST ${CHAT} HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}`,
      `POST ${CHAT} HTTP/1.1\r\nhost: a\r\ncontent-length: 200\r\n\r\n{"a":`,
    ]) {
      const socket = connect(Number(new URL(proxy.baseUrl).port), '127.0.0.1')
      socket.write(part)
      await sleep(150)
      socket.destroy()
    }
    while (count < 2 || proxy.passed.length < 2) await sleep(5)
    expect(proxy.passed.map(({ status, ended }) => [status, ended])).toEqual([
      [undefined, 'dropped'],
      [undefined, 'dropped'],
    ])
  })

  it('by the target without a reply closes the connection of the client', async () => {
    const proxy = await proxyTo(await answering('', end))
    await expect(ask(proxy.baseUrl)).rejects.toThrow(/socket hang up|ECONNRESET/)
    expect(proxy.passed).toMatchObject([{ ended: 'hung-up' }])
  })
})
