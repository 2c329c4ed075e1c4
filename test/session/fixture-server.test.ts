import { request } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import { ownFixtures } from '../../src/ask/fixtures.ts'
import { serveFixtures } from '../../src/session/fixture-server.ts'
import { cli } from '../support/cli.ts'

/** Sends the path unchanged: fetch would normalize it. */
function ask(base: string, path: string, method = 'GET'): Promise<{ status: number; type?: string; bytes: number }> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(base)
    request({ hostname, port, path, method }, (response) => {
      let bytes = 0
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
      })
      const { statusCode: status = 0, headers } = response
      const type = headers['content-type']
      response.on('end', () => resolve({ status, bytes, ...(type ? { type } : {}) }))
    })
      .on('error', reject)
      .end()
  })
}

describe('serveFixtures', () => {
  it('serves the files in the folders, with their type, and nothing else', async () => {
    const server = await serveFixtures(['/no/such/folder', ownFixtures])
    onTestFinished(() => server.close())
    const image = await ask(server.url, '/images/red.png')
    expect(image).toMatchObject({ status: 200, type: 'image/png' })
    expect(image.bytes).toBeGreaterThan(0)
    expect(await ask(server.url, '/images/red.png', 'HEAD')).toMatchObject({ status: 200, bytes: 0 })
    for (const path of [
      '/',
      '/images',
      '/no.png',
      '/../package.json',
      '/%2e%2e/package.json',
      '/images/..%2f..%2fpackage.json',
      '/%',
      '*',
    ])
      expect(await ask(server.url, path), path).toMatchObject({ status: 404 })
    expect(await ask(server.url, '/images/red.png', 'POST')).toMatchObject({ status: 404 })
  })

  it('makes the case run that sends an image by URL', async () => {
    const flags = ['--reference', '--case', 'multimodal/remote']
    expect((await cli(['run', ...flags])).stdout).toContain('1 skipped')
    const { code, stdout } = await cli(['run', ...flags, '--serve-fixtures', '--verbose'])
    expect(stdout).toContain('✓ pass          multimodal/remote')
    expect(code).toBe(0)
  })
})
