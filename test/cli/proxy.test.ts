import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { problems } from '../../src/foundation/schemas.ts'
import type { Report } from '../../src/model/index.ts'
import { cli, type Started, start, tempFolder } from '../support/cli.ts'
import { httpTarget, nobody, referenceTarget } from '../support/targets.ts'

const QUESTION = { model: 'reference-1', messages: [{ role: 'user', content: 'Hello' }] }

interface RunningProxy extends Started {
  readonly base: string
  chat(body?: object, headers?: Record<string, string>, query?: string): Promise<Response>
}

/** Starts the proxy in front of the target, and waits until it is ready. */
async function proxy(target: string, ...flags: string[]): Promise<RunningProxy> {
  const started = start(['proxy', '--target', target, '--port', '0', ...flags])
  const base = /listens on (\S+)/.exec(await started.says('Ctrl-C stops it'))?.[1] ?? ''
  return {
    ...started,
    base,
    chat: (body = QUESTION, headers = {}, query = '') =>
      fetch(`${base}/chat/completions${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      }),
  }
}

/** All text in the files below a folder. */
function textIn(folder: string): string {
  return readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
    .join('')
}

function reportIn(text: string): Report {
  const report = JSON.parse(text) as Report
  expect(problems('report.json', report)).toEqual([])
  return report
}

describe('proxy', { timeout: 120_000 }, () => {
  it('judges traffic, reports at Ctrl-C, and the recording gives the same report', async () => {
    const folder = tempFolder()
    const [dir, before, after] = ['traffic', 'before.json', 'after.json'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    const running = await proxy(await referenceTarget(), '--record', dir, '--reporter', `json=${before}`)
    expect((await running.chat()).status).toBe(200)
    expect(await (await running.chat({ ...QUESTION, stream: true })).text()).toContain('data: [DONE]')
    expect((await running.chat({ ...QUESTION, messages: [] })).status).toBe(400)
    await fetch(`${running.base}/models`)
    await running.says('GET /v1/models')
    running.signal('SIGINT')
    const { code, stdout, stderr } = await running.ended
    expect(code).toBe(0)
    expect(stdout).toContain('exit code 0')
    expect(stdout).toMatch(/^Server right, client wrong .*\n {2}\/messages has fewer than 1 item \(traffic\/3\)$/m)
    expect(stderr).toMatch(/ 400 .* ✓ pass {2}server right, client wrong: \/messages has fewer than 1 item$/m)
    expect(stderr).toMatch(/^POST \/v1\/chat\/completions +200 .* ✓ pass$/m)
    const { cases, target } = reportIn(readFileSync(before, 'utf8'))
    expect(target.model).toBe('reference-1')
    expect(cases.map(({ id, title, outcome }) => [id, title, outcome])).toEqual([
      ['traffic/1', 'POST /v1/chat/completions', 'pass'],
      ['traffic/2', 'POST /v1/chat/completions, streamed', 'pass'],
      ['traffic/3', 'POST /v1/chat/completions', 'pass'],
      ['traffic/4', 'GET /v1/models', 'pass'],
    ])
    expect((await cli(['replay', dir, '--reporter', `json=${after}`])).code).toBe(0)
    expect(readFileSync(after, 'utf8')).toBe(readFileSync(before, 'utf8'))
  })

  it('judges the endpoints of the API of its profile', async () => {
    const file = join(tempFolder(), 'report.json')
    const target = await referenceTarget({ dialect: 'lightllm-legacy' })
    const running = await proxy(target, '--profile', 'lightllm-legacy', '--reporter', `json=${file}`)
    const send = (path: string, body: object): Promise<string> =>
      fetch(running.base + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then((reply) => reply.text())
    const prompt = { inputs: 'Hello', parameters: { max_new_tokens: 4 } }
    expect(await send('/generate', prompt)).toContain('generated_text')
    expect(await send('/generate_stream', prompt)).toContain('"finished":true')
    await send('/generate', { inputs: 'Hello' })
    await send('/chat/completions', QUESTION)
    await running.says('POST /v1/chat/completions')
    running.signal('SIGINT')
    const { code, stderr } = await running.ended
    expect(code).toBe(0)
    expect(stderr).toMatch(/^POST \/v1\/chat\/completions .* forwarded$/m)
    expect(reportIn(readFileSync(file, 'utf8')).cases.map(({ title, outcome }) => `${title} ${outcome}`)).toEqual([
      'POST /v1/generate pass',
      'POST /v1/generate_stream pass',
      'POST /v1/generate pass',
    ])
  })

  it('reports a broken server: exit code 1, and 0 with --fail-on never', async () => {
    const target = await referenceTarget({ faults: ['done-missing'] })
    for (const [flags, expected] of [
      [[], 1],
      [['--fail-on', 'never'], 0],
    ] as const) {
      const running = await proxy(target, ...flags)
      await (await running.chat({ ...QUESTION, stream: true })).text()
      await running.says('✗ fail')
      running.signal('SIGTERM')
      const { code, stdout, stderr } = await running.ended
      expect(code).toBe(expected)
      expect(stdout).toContain('MUST stream/done-present')
      expect(stderr).toMatch(/✗ fail +stream\/done-present/)
    }
  })

  it.skipIf(process.platform === 'win32')('writes a report at SIGUSR2, and continues', async () => {
    const file = join(tempFolder(), 'report.json')
    const running = await proxy(await referenceTarget({ delayMs: 100 }), '--reporter', `json=${file}`)
    await (await running.chat()).text()
    await running.says('✓ pass')
    const long = running.chat({ ...QUESTION, stream: true }).then((reply) => reply.text())
    await sleep(150)
    running.signal('SIGUSR2')
    // The console report is written first, then the file.
    while (!existsSync(file) || !readFileSync(file, 'utf8').endsWith('}\n')) await sleep(20)
    expect(reportIn(readFileSync(file, 'utf8')).cases).toHaveLength(1)
    expect(await long).toContain('data: [DONE]')
    await sleep(300)
    running.signal('SIGINT')
    expect((await running.ended).code).toBe(0)
    expect(reportIn(readFileSync(file, 'utf8')).cases).toHaveLength(2)
  })

  it('never prints a key of the traffic, even if the server repeats it', async () => {
    const key = 'qwertz-0123456789-asdfgh'
    const target = await httpTarget(async (request, response) => {
      for await (const _ of request);
      const credentials = `${request.headers.authorization} ${request.headers['x-api-key']} ${request.headers.cookie} ${request.url}`
      response.setHeader('x-echo', credentials)
      response.setHeader('set-cookie', `session=${key}-set; HttpOnly`)
      if (request.headers.accept !== 'text/event-stream') {
        response.statusCode = 401
        response.setHeader('content-type', 'application/json')
        return response.end(
          JSON.stringify({ error: { message: `bad key ${credentials}`, type: 1, param: credentials, code: null } }),
        )
      }
      response.setHeader('content-type', 'text/event-stream')
      for (const letter of credentials)
        response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: letter } }] })}\n\n`)
      return response.end()
    })
    const folder = tempFolder()
    const running = await proxy(
      `${target}/v1`,
      '--verbose',
      '--record',
      join(folder, 'a'),
      '--reporter',
      'console',
      '--reporter',
      `json=${join(folder, 'b.json')}`,
    )
    const headers = { authorization: `Bearer ${key}-auth`, 'x-api-key': `${key}-api`, cookie: `a=${key}-cookie` }
    const query = `?key=${key}-query&api_key=${key}-query2`
    const refused = await (await running.chat(QUESTION, headers, query)).text()
    expect(refused).toContain(`${key}-auth`)
    await (await running.chat({ ...QUESTION, stream: true }, { ...headers, accept: 'text/event-stream' }, query)).text()
    // A path without rules has a line, too.
    await fetch(`${running.base}/files?token=${key}-token`, { headers })
    await running.says('forwarded')
    running.signal('SIGINT')
    const { stdout, stderr } = await running.ended
    expect(stdout + stderr + textIn(folder)).not.toContain(key.slice(0, 12))
    expect(stderr).toContain('POST /v1/chat/completions?key=$KEY&api_key=$API_KEY')
    expect(stderr).toContain('GET /v1/files?token=$TOKEN')
    expect(stdout).toContain('authorization: Bearer $AUTHORIZATION')
    expect(textIn(join(folder, 'a'))).toContain('"x-api-key": "$X_API_KEY"')
  })

  it('an unreachable target is an error, not a finding: exit code 3', async () => {
    const running = await proxy(`${await nobody()}/v1`)
    expect((await running.chat()).status).toBe(502)
    await running.says('! error')
    running.signal('SIGINT')
    const { code, stdout, stderr } = await running.ended
    expect(code).toBe(3)
    expect(stderr).toMatch(/unreachable .* ! error +no connection \(.*ECONNREFUSED/)
    expect(stdout).not.toContain('MUST')
  })

  it('without traffic: a note, exit code 3', async () => {
    const running = await proxy(await referenceTarget())
    running.signal('SIGINT')
    const { code, stderr } = await running.ended
    expect(code).toBe(3)
    expect(stderr).toContain('no request went through the proxy')
  })

  it('unfinished requests are aborted by Ctrl-C and not judged', async () => {
    const running = await proxy(await referenceTarget({ delayMs: 5_000 }))
    const reply = running.chat().catch(() => 'gone')
    await sleep(300)
    running.signal('SIGINT')
    expect((await running.ended).stderr).toContain('1 unfinished exchange will not be reported')
    expect(await reply).toBe('gone')
  })

  it('refuses a port in use, a bad target, a bad folder for recordings, and itself as target', async () => {
    const running = await proxy(await referenceTarget())
    const { port } = new URL(running.base)
    const folder = tempFolder()
    const target = ['--target', 'http://127.0.0.1:9/v1']
    expect(await cli(['proxy', ...target, '--port', port])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`port ${port} of 127.0.0.1 is in use`),
    })
    expect(await cli(['proxy', '--target', 'localhost:8000'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('http://'),
    })
    expect(await cli(['proxy'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("'--target <url>' not specified"),
    })
    expect(await cli(['proxy', ...target, '--port', '0', '--record', '/dev/null'])).toMatchObject({ code: 2 })
    expect(await cli(['proxy', ...target, '--reporter', 'jsn=x'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no reporter'),
    })
    expect(await cli(['proxy', '--target', 'http://localhost:8799/v1', '--port', '8799'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is the address of the proxy itself'),
    })
    expect(existsSync(join(folder, 'recording.json'))).toBe(false)
  })
})
