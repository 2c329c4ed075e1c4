import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, vi } from 'vitest'
import type { Report } from '../../src/model/index.ts'
import { begin, cli, tempFolder } from '../support/cli.ts'
import { httpTarget, nobody, referenceTarget } from '../support/targets.ts'

const reportIn = (file: string): Report => JSON.parse(readFileSync(file, 'utf8')) as Report

/** A folder with this configuration. */
function configured(text: string): string {
  const folder = tempFolder()
  writeFileSync(join(folder, 'chat-conformance.yaml'), text)
  return folder
}

describe('a configuration', { timeout: 120_000 }, () => {
  it('runs all targets, reports on each, and compares them', async () => {
    const folder = configured(`
targets:
  good: { url: ${await referenceTarget()} }
  vllm: { url: ${await referenceTarget({ dialect: 'vllm' })}, profile: vllm, perMinute: 6000, concurrency: 2 }
  broken: { url: ${await referenceTarget({ faults: ['done-missing'] })} }
  away: { url: ${await nobody()} }
case: [streaming/short, models/list]
reporters: ["json=reports/{target}.json", "junit=reports/{target}.xml"]
comparison: [json=reports/comparison.json]
`)
    const ended = await cli(['run'], {}, folder)
    expect(ended.code).toBe(1)
    expect(ended.stdout).toContain('3 targets compared')
    expect(ended.stdout).toContain(`vllm at http`)
    expect(ended.stderr).toContain('away is not part of the comparison')
    for (const name of ['good', 'vllm', 'broken']) {
      expect(reportIn(join(folder, 'reports', `${name}.json`)).target).toMatchObject({ name })
      expect(existsSync(join(folder, 'reports', `${name}.xml`))).toBe(true)
    }
    const comparison = JSON.parse(readFileSync(join(folder, 'reports', 'comparison.json'), 'utf8'))
    expect(comparison.targets.map(({ name }: { name: string }) => name)).toEqual(['good', 'vllm', 'broken'])
    expect(comparison.rules.find(({ name }: { name: string }) => name === 'stream/done-present').cells).toMatchObject([
      { cases: 0 },
      { cases: 0 },
      { cases: 1 },
    ])
    // A single target is an ordinary run.
    const one = await cli(['run', '--target', 'good'], {}, folder)
    expect(one).toMatchObject({ code: 0, stdout: expect.not.stringContaining('compared') })
  })

  it('gives each target its own key, and no key to the others', async () => {
    const seen: Record<string, string | undefined> = {}
    const listening = (name: string) =>
      httpTarget(({ headers }, reply) => {
        seen[name] = headers.authorization
        reply.writeHead(404, { 'content-type': 'application/json' }).end('{"error":{"message":"no","type":"x"}}')
      })
    const folder = configured(`
targets:
  a: { url: ${await listening('a')}, key: KEY_OF_A, model: m }
  b: { url: ${await listening('b')}, model: m }
case: [streaming/short]
`)
    const env = { KEY_OF_A: 'sk-key-of-a-000000000001', OPENAI_API_KEY: 'sk-key-of-nobody-0000001' }
    const ended = await cli(['run'], env, folder)
    expect(seen).toEqual({ a: 'Bearer sk-key-of-a-000000000001', b: undefined })
    expect(ended.stdout + ended.stderr).not.toMatch(/sk-key/)
    expect(await cli(['run'], {}, folder)).toMatchObject({ code: 2, stderr: expect.stringContaining('KEY_OF_A') })
  })

  it('yields to the command line, and its paths are relative to it', async () => {
    const folder = configured('')
    mkdirSync(join(folder, 'ci', 'own'), { recursive: true })
    writeFileSync(
      join(folder, 'ci', 'own', 'mine.yaml'),
      'title: Mine\ncases:\n  hello: { title: Says hello, send: { messages: [{ role: user, content: Hello }] } }\n',
    )
    writeFileSync(
      join(folder, 'ci', 'all.yaml'),
      `targets: { t: { url: ${await referenceTarget()} } }\nsuites: [own]\nsuite: [mine]\nreporters: ["json=out/{target}.json"]\n`,
    )
    expect((await cli(['run', '--config', 'ci/all.yaml'], {}, folder)).code).toBe(0)
    const report = reportIn(join(folder, 'ci', 'out', 't.json'))
    expect(report.cases.map(({ id }) => id)).toEqual(['mine/hello'])
    const json = ['--reporter', 'json']
    const ended = await cli(['run', '--config', 'ci/all.yaml', '--suite', 'models', ...json], {}, folder)
    expect((JSON.parse(ended.stdout) as Report).cases.map(({ suite }) => suite)).not.toContain('mine')
  })

  it('stops all targets at Ctrl-C, and reports the finished cases', async () => {
    const slow = { delayMs: 100 }
    const folder = configured(`
targets: { a: { url: ${await referenceTarget(slow)} }, b: { url: ${await referenceTarget(slow)} } }
suite: [single-turn]
reporters: ["json={target}.json"]
`)
    const run = begin([
      'run',
      '--verbose',
      '--reporter',
      `jsonl=${folder}/{target}.jsonl`,
      '--config',
      `${folder}/chat-conformance.yaml`,
    ])
    const lineCount = (name: string): number => {
      const file = join(folder, `${name}.jsonl`)
      return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length : 0
    }
    // The start event, and one case of each target.
    await vi.waitUntil(() => lineCount('a') > 2 && lineCount('b') > 2, { timeout: 60_000 })
    run.signal('SIGINT')
    expect((await run.ended).code).toBe(130)
    for (const name of ['a', 'b'])
      expect(readFileSync(join(folder, `${name}.jsonl`), 'utf8')).toContain('"interrupted":true')
  })

  it.each<[string, string, string | RegExp]>([
    ['no target', 'targets: {}\n', /chat-conformance\.yaml:1:\d+ targets/],
    [
      'an unknown key',
      'targets: { a: { url: http://h/v1, modle: x } }\n',
      /1:\d+ targets\.a has an unknown key "modle"/,
    ],
    ['a target without address', 'targets:\n  a: { model: x }\n', /2:\d+ targets\.a lacks the key "url"/],
    [
      'a target twice',
      'targets:\n  a: { url: http://h/v1 }\n  a: { url: http://h/v1 }\n',
      /chat-conformance\.yaml:3:3/,
    ],
    ['a key in place of its name', 'targets: { a: { url: http://h/v1, key: sk-123-456 } }\n', /targets\.a\.key/],
    ['an address that is none', 'targets: { a: { url: localhost } }\n', 'is not a base URL'],
    ['broken YAML', 'targets: [\n', /chat-conformance\.yaml:2:1/],
    [
      'one file for all',
      'targets: { a: { url: http://h/v1 }, b: { url: http://i/v1 } }\nreporters: [json=x.json]\n',
      'json=x-{target}.json',
    ],
  ])('says what is wrong: %s', async (_, text, says) => {
    const { code, stderr } = await cli(['run'], {}, configured(text))
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says),
    })
    expect(stderr).not.toContain('sk-123')
  })

  it('says which targets there are, and that there is no configuration', async () => {
    const folder = configured('targets: { one: { url: http://h/v1 } }\n')
    const other = await cli(['run', '--target', 'on'], {}, folder)
    expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean one?') })
    const twice = await cli(['run', '--target', 'one', '--target', 'one'], {}, folder)
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining('is repeated') })
    const none = await cli(['run', '--target', 'one'], {}, tempFolder())
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining('chat-conformance init') })
  })
})

describe('init', { timeout: 120_000 }, () => {
  it('writes a configuration that runs, and never overwrites one', async () => {
    const folder = tempFolder()
    const url = await referenceTarget()
    const flags = ['--url', url, '--name', 'mine', '--model', 'reference-1', '--profile', 'openai']
    expect((await cli(['init', ...flags], {}, folder)).code).toBe(0)
    const text = readFileSync(join(folder, 'chat-conformance.yaml'), 'utf8')
    expect(text).toContain(`url: ${url}`)
    const ended = await cli(['run', '--case', 'models/list', '--reporter', 'json'], {}, folder)
    expect((JSON.parse(ended.stdout) as Report).target).toMatchObject({ name: 'mine', profile: 'openai' })
    const again = await cli(['init', ...flags], {}, folder)
    expect(again).toMatchObject({ code: 2, stderr: expect.stringContaining('--force overwrites it') })
    expect(readFileSync(join(folder, 'chat-conformance.yaml'), 'utf8')).toBe(text)
    expect((await cli(['init', ...flags, '--key', 'A_KEY', '--force'], {}, folder)).code).toBe(0)
    expect(readFileSync(join(folder, 'chat-conformance.yaml'), 'utf8')).toContain('key: A_KEY')
  })

  it.each([
    [['--url', 'localhost'], 'is not a base URL'],
    [['--url', 'http://h/v1', '--name', 'a b'], 'is not a valid name for a target'],
    [['--url', 'http://h/v1', '--key', 'sk-123'], 'not the key itself'],
    [['--url', 'http://h/v1', '--profile', 'vlm'], 'did you mean vllm'],
    [[], 'standard input is not a terminal'],
  ])('refuses %j', async (flags, says) => {
    const folder = tempFolder()
    expect(await cli(['init', ...flags], {}, folder)).toMatchObject({ code: 2, stderr: expect.stringContaining(says) })
    expect(existsSync(join(folder, 'chat-conformance.yaml'))).toBe(false)
  })
})
