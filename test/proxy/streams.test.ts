/** The proxy passes on the stream of a target without delay. */
import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ask, CHAT, proxyTo } from '../support/proxied.ts'
import { httpTarget, referenceTarget } from '../support/targets.ts'

describe('a stream is passed on without delay', () => {
  it('each piece arrives before the next piece is sent', async () => {
    let next = (): void => undefined
    const target = await httpTarget(async (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      for (let i = 0; i < 5; i++) {
        await new Promise<void>((resolve) => {
          next = resolve
        })
        response.write(`data: ${i}\n\n`)
      }
      response.end()
    })
    const proxy = await proxyTo(target)
    const got: string[] = []
    await new Promise<void>((resolve, reject) => {
      const sent = httpRequest(proxy.baseUrl + CHAT, { method: 'POST', agent: false }, (reply) => {
        // The head arrives before any of the body is sent; each piece triggers the next.
        next()
        reply.on('data', (piece) => {
          got.push(String(piece))
          next()
        })
        reply.on('end', resolve)
      })
      sent.on('error', reject)
      sent.end('{}')
    })
    expect(got).toEqual(Array.from({ length: 5 }, (_, i) => `data: ${i}\n\n`))
  })

  it('a client that reads slowly slows the target down, so that nothing is buffered', async () => {
    let written = 0
    let over = false
    const target = await httpTarget(async (_, response) => {
      response.on('close', () => {
        over = true
      })
      const block = Buffer.alloc(64 * 1024, 'x')
      for (let i = 0; i < 1600 && !over; i++) {
        written += block.length
        if (!response.write(block))
          await Promise.race([new Promise((resolve) => response.once('drain', resolve)), sleep(20_000)])
      }
      response.end()
    })
    const proxy = await proxyTo(target, { mostBytes: 1024 * 1024 })
    const socket = connect(Number(new URL(proxy.baseUrl).port), '127.0.0.1')
    onTestFinished(() => void socket.destroy())
    socket.write(`POST ${CHAT} HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}`)
    socket.pause()
    let before = -1
    while (written !== before || !written) {
      before = written
      await sleep(300)
    }
    // The size of the buffers of the kernel and of both sides, and not the 100 MB.
    expect(written).toBeLessThan(40 * 1024 * 1024)
    let read = 0
    socket.on('data', (piece) => {
      read += piece.length
    })
    socket.resume()
    while (written < 1600 * 64 * 1024 || read < written) await sleep(50)
    expect(proxy.passed).toMatchObject([{ ended: 'complete', kept: { lost: 'larger than 1 MB' } }])
  })

  it('many parallel streams are kept separate', async () => {
    const base = await referenceTarget({ delayMs: 3 })
    const proxy = await proxyTo(base)
    const words = Array.from({ length: 60 }, (_, i) => `word${i}`)
    const replies = await Promise.all(
      words.map((word) => {
        const body = {
          model: 'reference-1',
          messages: [{ role: 'user', content: `Reply with exactly: ${word}` }],
          stream: true,
        }
        return ask(proxy.baseUrl, '/chat/completions', {
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      }),
    )
    for (const [i, reply] of replies.entries()) {
      const deltas = [...reply.body.toString().matchAll(/^data: (\{.*)$/gm)].map(
        ([, data = '']) => JSON.parse(data).choices[0]?.delta.content ?? '',
      )
      expect(deltas.join('')).toBe(words[i])
    }
    expect(proxy.passed).toHaveLength(60)
  })
})
