import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { problems } from '../../src/foundation/schemas.ts'
import type { Report } from '../../src/model/index.ts'
import { begin, cli, start, tempFolder } from '../support/cli.ts'
import { httpTarget, referenceTarget } from '../support/targets.ts'

/** A few cases are enough to see what a run does. */
const FEW = ['--reference', '--suite', 'streaming', '--suite', 'models']

function readReport(file: string): Report {
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report
  expect(problems('report.json', report)).toEqual([])
  return report
}

describe('run --reference', () => {
  it('conforms: exit code 0, and a report on standard output only', async () => {
    const { code, stdout, stderr } = await cli(['run', ...FEW])
    expect(stdout).toContain('✓ Conforms: no defect in 13 cases')
    expect(stdout).toContain('exit code 0')
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  })

  it('names the rule that a fault breaks: exit code 1, with a report in a file', async () => {
    const file = join(tempFolder(), 'new', 'report.json')
    const { code, stdout } = await cli(['run', ...FEW, '--fault', 'done-missing', '--reporter', `json=${file}`])
    expect(code).toBe(1)
    expect(stdout).toMatch(/^✗ MUST stream\/done-present .*ends without \[DONE\]$/m)
    expect(stdout).toContain('MUST stream/done-present')
    expect(stdout).toMatch(/^ {2}curl {2}curl .*"authorization: Bearer \$OPENAI_API_KEY".*"stream":true/m)
    expect(stdout).toContain('chat-conformance explain stream/done-present')
    const report = readReport(file)
    expect(report.summary.outcome).toBe('does-not-conform')
    expect(report.cases.flatMap(({ findings }) => findings.map(({ rule }) => rule))).toContain('stream/done-present')
  })

  it('evaluates only the selected rules', async () => {
    const { code } = await cli(['run', ...FEW, '--fault', 'done-missing', '--rule', 'usage/**'])
    expect(code).toBe(0)
  })

  it('--fail-on never: findings do not count', async () => {
    const { code, stdout } = await cli(['run', ...FEW, '--fault', 'done-missing', '--fail-on', 'never'])
    expect(code).toBe(0)
    expect(stdout).toContain('exit code 0 (findings do not count)')
  })

  it('--reporter json: nothing but JSON on standard output', async () => {
    const { stdout, stderr } = await cli(['run', ...FEW, '--reporter', 'json'])
    expect(stderr).toBe('')
    expect(problems('report.json', JSON.parse(stdout))).toEqual([])
  })

  it('FORCE_COLOR enables colours in a pipe, NO_COLOR disables them', async () => {
    const args = ['run', '--reference', '--case', 'streaming/short']
    expect((await cli(args, { FORCE_COLOR: '1' })).stdout).toContain('\u001b[')
    expect((await cli(args, { FORCE_COLOR: '1', NO_COLOR: '1' })).stdout).not.toContain('\u001b')
  })

  it('a closed standard output is not a crash', async () => {
    const { child, says, ended } = start(['run', ...FEW])
    await says('profile ')
    child.stdout.destroy()
    const { stderr, code } = await ended
    expect(stderr).toBe('')
    expect(code).not.toBeNull()
  })

  it('an old report stays until a new one is written', async () => {
    const file = join(tempFolder(), 'report.json')
    writeFileSync(file, 'old')
    expect((await cli(['run', 'http://127.0.0.1:9/v1', '--retries', '0', '--reporter', `json=${file}`])).code).toBe(3)
    expect(readFileSync(file, 'utf8')).toBe('old')
    expect((await cli(['run', ...FEW, '--reporter', `json=${file}`])).code).toBe(0)
    readReport(file)
  })

  it('no empty report is left if nothing was tested', async () => {
    const file = join(tempFolder(), 'report.json')
    await cli(['run', 'http://127.0.0.1:9/v1', '--retries', '0', '--reporter', `json=${file}`])
    expect(existsSync(file)).toBe(false)
  })
})

describe('run <base-url>', () => {
  it('takes target, model and key from the environment', async () => {
    const url = await referenceTarget({ apiKey: 'a-key-for-tests' })
    const file = join(tempFolder(), 'report.json')
    const env = { OPENAI_BASE_URL: url, OPENAI_MODEL: 'reference-1', OPENAI_API_KEY: 'a-key-for-tests' }
    const { code, stdout } = await cli(['run', '--suite', 'models', '--reporter', `json=${file}`], env)
    expect(code).toBe(0)
    expect(readReport(file).target).toEqual({ baseUrl: url, model: 'reference-1', profile: 'compatible' })
    expect(stdout + readFileSync(file, 'utf8')).not.toContain('a-key-for-tests')
  })

  it('sends headers, and keeps the secrets in them out of every report', async () => {
    const seen = new Set<unknown>()
    const url = await httpTarget((request, response) => {
      seen.add(request.headers['x-api-key'])
      // It repeats everything that was sent.
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ object: 'list', data: [{ id: 'small', ...request.headers }] }))
    })
    const file = join(tempFolder(), 'report.json')
    const flags = ['--case', 'streaming/short', '--header', 'X-Api-Key: $MY_KEY', '--header', 'Cookie: session=abcdef']
    const { stdout, stderr } = await cli(['run', `${url}/v1`, ...flags, '--reporter', `json=${file}`], {
      MY_KEY: 'hush-hush',
    })
    expect(seen).toEqual(new Set(['hush-hush']))
    const text = stdout + stderr + readFileSync(file, 'utf8')
    expect(text).toContain('$MY_KEY')
    expect(text).not.toMatch(/hush-hush|abcdef/)
  })

  it('--dry-run prints requests, tokens and command lines, and sends nothing', async () => {
    let requests = 0
    const url = await httpTarget((_, response) => {
      requests++
      response.end()
    })
    const { code, stdout } = await cli(['run', `${url}/v1`, '--dry-run', '--model', 'small', '--suite', 'streaming'])
    expect(code).toBe(0)
    expect(requests).toBe(0)
    expect(stdout).toMatch(/^Requests {2}\d+, at most \d+ with --attempts 3/m)
    expect(stdout).toMatch(/^Tokens {4}at most [\d,]+ completion tokens/m)
    expect(stdout).toMatch(/^streaming\/short {2}1 request\n {2}.+\n {2}curl .*"model":"small"/m)
  })
})

describe('Ctrl-C', () => {
  it('ends the run in order: what was finished is reported, exit code 130', async () => {
    const url = await referenceTarget({ delayMs: 40 })
    const file = join(tempFolder(), 'report.json')
    const flags = ['--suite', 'streaming', '--concurrency', '1', '--verbose', '--reporter', `json=${file}`]
    const { signal, says, ended } = start(['run', url, ...flags])
    await says('✓ pass')
    signal('SIGINT')
    const { code, stdout, stderr } = await ended
    expect(code).toBe(130)
    expect(stderr).toContain('note: stopping')
    expect(stdout).toContain('Interrupted after ')
    const { summary, cases } = readReport(file)
    expect(summary.interrupted).toBe(true)
    expect(cases.length).toBeGreaterThan(0)
    expect(cases.every(({ outcome }) => outcome === 'pass')).toBe(true)
  })

  it('reports nothing before the first case', async () => {
    let arrived = (): void => undefined
    const asked = new Promise<void>((resolve) => {
      arrived = resolve
    })
    const url = await httpTarget(() => arrived())
    const { signal, ended } = begin(['run', `${url}/v1`])
    await asked
    signal('SIGINT')
    const { code, stdout, stderr } = await ended
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' })
    expect(stderr).toContain('interrupted before any case ran')
  })
})
