import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Report } from '../../src/model/index.ts'
import { readRecording } from '../../src/recording/read-recording.ts'
import { begin, cli, start, tempFolder } from '../support/cli.ts'
import { httpTarget, referenceTarget } from '../support/targets.ts'

const json = (file: string): string[] => ['--reporter', `json=${file}`]
const reportIn = (file: string): Report => JSON.parse(readFileSync(file, 'utf8')) as Report

/** All text in the files below a folder. */
function textIn(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true })
  return files
    .filter((file) => file.isFile())
    .map((file) => readFileSync(join(file.parentPath, file.name), 'utf8'))
    .join('')
}

describe('run --record and replay', { timeout: 120_000 }, () => {
  it.each<[string, ...string[]]>([
    ['conforms', '--case', 'streaming/s*', '--case', 'models/**'],
    ['does not', '--case', 'streaming/s*', '--fault', 'done-missing'],
    ['depends on the model', '--case', 'function-calling/auto', '--model-quality', 'random', '--attempts', '2'],
    ['sends many requests at once, and disconnects', '--suite', 'concurrency'],
    ['evaluates few rules, under another profile', '--suite', 'usage', '--rule', 'usage/**', '--profile', 'openai'],
    ['tests a dialect, and suggests its profile', '--suite', 'models', '--case', 'models/**', '--dialect', 'vllm'],
    ['adapts requests to a dialect', '--case', 'multimodal/**', '--dialect', 'lightllm', '--profile', 'lightllm'],
    ['meets a server that repeats the key', '--case', 'errors/*key*', '--fault', 'key-repeated'],
  ])('the same report byte for byte: a run that %s', async (_, ...flags) => {
    const folder = tempFolder()
    const [before, after, dir] = ['before.json', 'after.json', 'recording'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ]
    const first = await cli(['run', '--reference', '--record', dir, ...flags, ...json(before)])
    const second = await cli(['replay', dir, ...json(after)])
    expect(readFileSync(after, 'utf8')).toBe(readFileSync(before, 'utf8'))
    expect(second.code).toBe(first.code)
    expect(textIn(folder)).not.toContain('reference-key')
  })

  it('judges under another profile, other rules, and only some cases', async () => {
    const folder = tempFolder()
    const flags = ['--fault', 'message-refusal-absent', '--case', 'single-turn/**', '--case', 'streaming/short']
    expect((await cli(['run', '--reference', '--record', join(folder, 'a'), ...flags])).code).toBe(0)
    const strict = await cli(['replay', join(folder, 'a'), '--profile', 'openai', ...json(join(folder, 'b.json'))])
    expect(strict.code).toBe(1)
    expect(reportIn(join(folder, 'b.json')).target.profile).toBe('openai')
    const other = ['replay', join(folder, 'a'), '--profile', 'openai']
    expect((await cli([...other, '--rule', 'usage/**'])).code).toBe(0)
    const some = await cli([...other, '--case', 'streaming/**', '--reporter', 'json'])
    expect((JSON.parse(some.stdout) as Report).cases.map(({ id }) => id)).toEqual(['streaming/short'])
    expect(await cli([...other, '--case', 'nothing'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no case matches'),
    })
  })

  it('judges requests in the form of a dialect by another profile', async () => {
    const dir = join(tempFolder(), 'a')
    await cli([
      'run',
      '--reference',
      '--dialect',
      'lightllm',
      '--profile',
      'lightllm',
      '--case',
      'multimodal/**',
      '--record',
      dir,
    ])
    const { stdout } = await cli(['replay', dir, '--profile', 'openai', '--reporter', 'json'])
    const { cases, target } = JSON.parse(stdout) as Report
    expect(target.profile).toBe('openai')
    expect(cases.filter(({ outcome }) => outcome === 'error')).toEqual([])
  })

  it('keeps the finished cases and the report when the run is interrupted', async () => {
    const folder = tempFolder()
    const dir = join(folder, 'a')
    const before = join(folder, 'before.json')
    const target = await referenceTarget({ delayMs: 150 })
    const { signal, says, ended } = begin(['run', target, '--concurrency', '2', '--record', dir, ...json(before)])
    await says('profile ')
    while (!existsSync(dir) || readdirSync(dir).length < 2) await new Promise((resolve) => setTimeout(resolve, 50))
    signal('SIGINT')
    expect((await ended).code).toBe(130)
    const after = join(folder, 'after.json')
    expect((await cli(['replay', dir, ...json(after)])).code).toBe(130)
    expect(readFileSync(after, 'utf8')).toBe(readFileSync(before, 'utf8'))
    expect(reportIn(after).cases.length).toBeGreaterThan(0)
  })

  it('keeps the finished cases when the run is killed', async () => {
    const dir = join(tempFolder(), 'a')
    const target = await referenceTarget({ delayMs: 150 })
    const { signal, ended } = start(['run', target, '--concurrency', '2', '--record', dir])
    while (!existsSync(dir) || readdirSync(dir).length < 2) await new Promise((resolve) => setTimeout(resolve, 50))
    signal('SIGKILL')
    await ended
    const recording = readRecording(dir)
    const { stdout } = await cli(['replay', dir, '--reporter', 'json'])
    const { cases, summary } = JSON.parse(stdout) as Report
    expect(summary.interrupted).toBe(true)
    const finished = 'run' in recording ? [...recording.cases.keys()] : []
    expect(cases.map(({ id }) => id)).toEqual(expect.arrayContaining(finished))
  })

  it('keeps the key out of every output when the server repeats it', async () => {
    const key = 'sk-live-0123456789abcdef'
    const target = await httpTarget((request, response) => {
      const credentials = String(request.headers.authorization)
      if (request.url === '/v1/models') {
        response.setHeader('x-your-key', credentials)
        response.end(
          JSON.stringify({ object: 'list', data: [{ id: 'm', object: 'model', created: 1, owned_by: credentials }] }),
        )
        return
      }
      response.setHeader('content-type', 'text/event-stream')
      for (const letter of credentials)
        response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: letter } }] })}\n\n`)
      response.end(`data: ${credentials}\n\ndata: [DONE]\n\n`)
    })
    const folder = tempFolder()
    const args = [
      '--record',
      join(folder, 'a'),
      '--suite',
      'streaming',
      '--retries',
      '0',
      ...json(join(folder, 'b.json')),
    ]
    const ran = await cli(['run', `${target}/v1`, ...args], { OPENAI_API_KEY: key })
    const again = await cli(['replay', join(folder, 'a'), ...json(join(folder, 'c.json'))])
    expect(ran.stdout + ran.stderr + again.stdout + again.stderr + textIn(folder)).not.toContain(key.slice(0, 12))
    expect(textIn(join(folder, 'a'))).toContain('Bearer $OPENAI_API_KEY')
    expect(readFileSync(join(folder, 'c.json'), 'utf8')).toBe(readFileSync(join(folder, 'b.json'), 'utf8'))
  })
})

describe('mistakes', { timeout: 120_000 }, () => {
  it('a folder with other files is not touched', async () => {
    const folder = tempFolder()
    writeFileSync(join(folder, 'thesis.txt'), 'mine')
    const { code, stderr } = await cli(['run', '--reference', '--case', 'streaming/short', '--record', folder])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('is not empty, and it does not contain a recording'),
    })
    expect(readdirSync(folder)).toEqual(['thesis.txt'])
  })

  it('a recording that cannot be written is reported before anything is sent', async () => {
    const { code, stderr } = await cli(['run', 'http://127.0.0.1:9/v1', '--record', '/dev/null/a'])
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: expect.stringContaining('cannot write a recording to /dev/null/a: a part of its path is a file'),
    })
  })

  it('broken files are reported with their line', async () => {
    const folder = tempFolder()
    const dir = join(folder, 'a')
    await cli(['run', '--reference', '--case', 'streaming/short', '--record', dir])
    const file = join(dir, 'streaming', 'short.json')
    const text = readFileSync(file, 'utf8')
    for (const [content, says] of [
      [text.slice(0, 900), /a\/streaming\/short\.json:\d+:\d+ the file ends in the middle/],
      ['{}', /short\.json:1:1 is not a recording/],
      [text.replace('"version": 1', '"version": 7'), /short\.json:3:2 the recording has version 7/],
      [text.replace('"sentAt"', '"sentat"'), /short\.json:\d+:\d+ .* has an unknown key "sentat"/],
    ] as const) {
      writeFileSync(file, content)
      const { code, stderr } = await cli(['replay', dir])
      expect(code).toBe(2)
      expect(stderr).toMatch(says)
    }
    expect(await cli(['replay', folder])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('there is no recording in'),
    })
  })

  it('a case that has changed since is an error with its reason, and the others are judged', async () => {
    const dir = join(tempFolder(), 'a')
    await cli(['run', '--reference', '--case', 'streaming/short', '--case', 'models/**', '--record', dir])
    const file = join(dir, 'streaming', 'short.json')
    writeFileSync(file, readFileSync(file, 'utf8').replace('exactly: pong', 'exactly: ping'))
    cpSync(join(dir, 'recording.json'), join(dir, 'copy.json'))
    const { code, stdout } = await cli(['replay', dir, '--reporter', 'json'])
    const { cases } = JSON.parse(stdout) as Report
    expect(code).toBe(3)
    expect(cases.filter(({ outcome }) => outcome === 'error')).toMatchObject([
      {
        id: 'streaming/short',
        reason:
          'the request of turn 1 is not the recorded one, its body differs at /messages/0/content: the case has changed since',
      },
    ])
    expect(cases.filter(({ outcome }) => outcome === 'pass').length).toBeGreaterThan(1)
  })
})
