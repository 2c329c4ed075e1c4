/** The package as a user gets it: packed, installed into an empty folder, and run there. */
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const exec = promisify(execFile)
const root = join(import.meta.dirname, '..')
let folder: string

const npm = (args: string[], cwd: string): Promise<{ stdout: string }> =>
  exec('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], { cwd, maxBuffer: 1e7 })

describe('the packed package', () => {
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chat-conformance-pack-'))
    // dist/ is built by `npm test` before the tests run; building it again here would remove it while other tests use it.
    await npm(['pack', '--ignore-scripts', '--pack-destination', folder], root)
    const [tarball] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'))
    await writeFile(join(folder, 'package.json'), '{ "name": "somewhere", "private": true, "type": "module" }')
    await npm(['install', '--prefer-offline', `./${tarball}`], folder)
  }, 180_000)
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('runs the complete suite against its own reference server', { timeout: 120_000 }, async () => {
    const bin = join(folder, 'node_modules', '.bin', 'chat-conformance')
    const command = ['run', '--reference', '--reporter', 'json', '--reporter', 'html=page.html']
    const { stdout } = await exec(bin, command, { cwd: folder, maxBuffer: 1e8 })
    const { summary } = JSON.parse(stdout) as { summary: { outcome: string; cases: Record<string, number> } }
    expect(summary.outcome).toBe('conforms')
    expect(summary.cases.pass).toBeGreaterThan(100)
    expect(await readFile(join(folder, 'page.html'), 'utf8')).toMatch(/<script>[\s\S]*<\/html>\n$/)
  })

  it('can be used as a library', async () => {
    const script = join(folder, 'try.mjs')
    await writeFile(
      script,
      `import { loadRules, loadSuites } from 'chat-conformance'
      console.log(JSON.stringify([loadSuites().length, (await loadRules()).size]))`,
    )
    const [cases, rules] = JSON.parse((await exec('node', [script], { cwd: folder })).stdout) as [number, number]
    expect(cases).toBeGreaterThan(40)
    expect(rules).toBeGreaterThan(40)
  })

  it('contains what a user needs and nothing else', async () => {
    const files = await readdir(join(folder, 'node_modules', 'chat-conformance'))
    expect(files.sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'dist',
      'docs',
      'fixtures',
      'package.json',
      'specs',
      'suites',
    ])
  })
})
