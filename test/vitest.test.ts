/** `chat-conformance/vitest` as users use it: a separate project with vitest as its test runner, on the built package. */
import { spawn } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packageRoot } from '../src/foundation/paths.ts'
import type { ConformanceOptions } from '../src/vitest/index.ts'
import { cli, tempFolder } from './support/cli.ts'
import { examplesIn } from './support/examples.ts'
import { httpTarget, nobody, referenceTarget } from './support/targets.ts'

const KEY = 'sk-nobody-may-see-this-9876543210'

interface Result {
  readonly code: number | null
  /** Outcome of each test by its name. */
  readonly tests: Readonly<Record<string, string>>
  readonly failures: Readonly<Record<string, string>>
  /** All printed output. */
  readonly output: string
}

interface JsonResult {
  readonly testResults: readonly {
    readonly assertionResults: readonly { title: string; status: string; failureMessages: string[] }[]
  }[]
}

/** Runs vitest in a folder with one test file: the given file, or a file for the target that the options describe. */
async function vitest(
  test: ConformanceOptions | string,
  args: readonly string[] = [],
  baseline?: string,
): Promise<Result> {
  const folder = tempFolder()
  mkdirSync(join(folder, 'node_modules'))
  symlinkSync(packageRoot, join(folder, 'node_modules', 'chat-conformance'))
  symlinkSync(join(packageRoot, 'node_modules', 'vitest'), join(folder, 'node_modules', 'vitest'))
  // A package that is installed, not linked, is external by default.
  const config = 'export default { test: { server: { deps: { external: [/chat-conformance|dist/] } } } }\n'
  writeFileSync(join(folder, 'vitest.config.mjs'), config)
  const head = "import { conformance } from 'chat-conformance/vitest'\n"
  const file = typeof test === 'string' ? test : `${head}await conformance(${JSON.stringify(test)})\n`
  writeFileSync(join(folder, 'target.test.mjs'), file)
  if (baseline !== undefined) writeFileSync(join(folder, 'known.yaml'), baseline)
  const main = join(packageRoot, 'node_modules', 'vitest', 'vitest.mjs')
  const reporters = ['--reporter=verbose', '--reporter=json', '--outputFile.json=result.json']
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [main, 'run', ...reporters, ...args], {
    cwd: folder,
    env: { PATH, HOME, NO_COLOR: '1' },
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve))
  const { testResults } = (await import(join(folder, 'result.json'), { with: { type: 'json' } })).default as JsonResult
  const results = testResults.flatMap(({ assertionResults }) => assertionResults)
  return {
    code,
    tests: Object.fromEntries(results.map(({ title, status }) => [title, status])),
    failures: Object.fromEntries(
      results
        .filter(({ status }) => status === 'failed')
        .map(({ title, failureMessages }) => [title, failureMessages.join('\n')]),
    ),
    output,
  }
}

const SUITES = ['streaming', 'models', 'single-turn']

describe('conformance()', { timeout: 120_000 }, () => {
  it('makes a test of each case; all pass on a server that conforms', async () => {
    const { code, tests } = await vitest({ baseUrl: await referenceTarget(), suite: SUITES })
    expect(code).toBe(0)
    const listed = JSON.parse((await cli(['list', 'cases', '--json', ...SUITES.map((suite) => `${suite}/**`)])).stdout)
    expect(Object.keys(tests).sort()).toEqual(
      [...(listed as { id: string }[]).map(({ id }) => id), 'run/all-replies'].sort(),
    )
    expect(new Set(Object.values(tests))).toEqual(new Set(['passed']))
  })

  it('fails the cases that a run would fail, with the reason', async () => {
    const baseUrl = await referenceTarget({ faults: ['done-missing'] })
    const { code, failures } = await vitest({ baseUrl, suite: SUITES })
    expect(code).toBe(1)
    const run = ['run', baseUrl, '--reporter', 'json', ...SUITES.flatMap((suite) => ['--suite', suite])]
    const { cases } = JSON.parse((await cli(run)).stdout) as { cases: { id: string; outcome: string }[] }
    const failed = cases.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id)
    expect(failed.length).toBeGreaterThan(5)
    expect(Object.keys(failures).sort()).toEqual(failed.sort())
    for (const message of Object.values(failures)) expect(message).toContain('stream/done-present')
    const shortened = failures['streaming/short']?.replaceAll(baseUrl, 'http://target/v1')
    expect(shortened).toMatchInlineSnapshot(`
      "AssertionError: 1 rule does not hold: stream/done-present

      MUST stream/done-present at /events/3: the stream ends without [DONE]
        rule  A complete stream ends with an event whose data is [DONE].
        fix   Send data: [DONE] and an empty line as the last event of every stream that did not fail.
        curl  curl -sS -i 'http://target/v1/chat/completions' -H 'content-type: application/json' --data-raw '{"model":"reference-1","messages":[{"role":"user","content":"Reply with exactly: pong"}],"stream":true,"max_completion_tokens":64}'
        case  suites/streaming.yaml:5"
    `)
  })

  it('leaves filters and retries to vitest: each retry is a run of the case', async () => {
    let requestCount = 0
    const url = await httpTarget((request, response) => {
      request.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('Reply with exactly: pong')) requestCount++
      })
      request.on('end', () => {
        response.setHeader('content-type', 'application/json')
        response.end(JSON.stringify({ data: [{ id: 'm' }], echo: request.headers.authorization }))
      })
    })
    const options = { baseUrl: `${url}/v1`, apiKey: KEY, headers: { 'x-also': '$PATH' } }
    const { code, tests, failures, output } = await vitest(options, ['-t', 'streaming/short$', '--retry', '2'])
    expect(code).toBe(1)
    expect(Object.keys(failures)).toEqual(['streaming/short'])
    expect(
      Object.values(tests).filter((status) => status === 'skipped' || status === 'pending').length,
    ).toBeGreaterThan(100)
    expect(requestCount).toBe(3)
    expect(failures['streaming/short']).toContain('authorization: Bearer $OPENAI_API_KEY')
    expect(output + JSON.stringify(failures)).not.toContain(KEY.slice(0, 14))
  })

  it('skips inconclusive cases with a note', async () => {
    const baseUrl = await referenceTarget({ quality: 'random' })
    const { code, output } = await vitest({ baseUrl, attempts: 1, case: ['function-calling/**', 'errors/**'] })
    expect(code).toBe(0)
    expect(output).toMatch(/↓ .* > function-calling\/.* \[inconclusive: the model did not do what the case assumes/)
    expect(output).toMatch(/↓ .* > errors\/.* \[no key is configured/)
  })

  it('works as docs/vitest.md says', async () => {
    const [example] = examplesIn('docs/vitest.md')
    const baseUrl = await referenceTarget()
    const code = example?.code.replace('http://127.0.0.1:8765/v1', baseUrl) ?? ''
    const { tests } = await vitest(code, ['-t', 'streaming/short'])
    expect(Object.entries(tests).filter(([, status]) => status === 'passed')).toEqual([['streaming/short', 'passed']])
  })

  it('fails cases that could not be tested', async () => {
    const url = await httpTarget((request, response) => {
      response.writeHead(request.method === 'GET' ? 200 : 503, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ object: 'list', data: [{ id: 'm', object: 'model', created: 1, owned_by: 'us' }] }))
    })
    const { failures } = await vitest({
      baseUrl: `${url}/v1`,
      case: ['streaming/short'],
      retries: 0,
      rule: ['stream/**'],
    })
    expect(failures['streaming/short']).toContain('could not be tested: the target is unavailable (503)')
    const none = await vitest({ baseUrl: `${await nobody()}/v1`, suite: ['models'] })
    expect(none.code).toBe(1)
    expect(none.output).toContain('cannot connect to')
  })

  it('accepts the failures in a baseline, and fails a separate test for failures that are gone', async () => {
    const baseUrl = await referenceTarget({ faults: ['done-missing'] })
    const known = (rule: string, id: string) => `  - { rule: ${rule}, case: '${id}', reason: we know }\n`
    const head = 'format: chat-conformance/baseline\nversion: 1\nknown:\n'
    const options = { baseUrl, case: ['streaming/short', 'models/list'], baseline: 'known.yaml' }
    const good = await vitest(options, [], head + known('stream/done-present', 'streaming/**'))
    expect(good.tests).toEqual({
      'models/list': 'passed',
      'streaming/short': 'passed',
      'run/all-replies': 'passed',
      'run/gate': 'passed',
    })
    expect(good.output).toContain('(known: we know)')
    const stale = await vitest(
      options,
      [],
      head + known('stream/done-present', '**') + known('stream/role-first', '**'),
    )
    expect(Object.keys(stale.failures)).toEqual(['run/gate'])
    expect(stale.failures['run/gate']).toContain('gone: stream/role-first in **')
  })
})
